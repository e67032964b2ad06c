import { resources } from '@sampan/api';
import { replicasController } from './replicas-controller.js';

/** Keeps as many Pods as a ReplicationController says, which is what ReplicaSets were before they had selectors. */
export const replicationController = replicasController({
  name: 'replication',
  type: resources.replicationControllers,
  selector: ({ spec }) => spec?.selector && { matchLabels: spec.selector },
  countsTerminating: false,
});
