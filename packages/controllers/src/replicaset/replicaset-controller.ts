import { resources } from '@sampan/api';
import { replicasController } from './replicas-controller.js';

/** Keeps as many Pods as a ReplicaSet says: see {@link replicasController}. */
export const replicaSetController = replicasController({
  name: 'replicaset',
  type: resources.replicaSets,
  selector: ({ spec }) => spec?.selector,
  countsTerminating: true,
});
