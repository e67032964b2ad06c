import type { ControllerDefinition } from '@sampan/client';
import { clusterRoleAggregationController } from './clusterrole-aggregation/clusterrole-aggregation-controller.js';
import { daemonSetController } from './daemonset/daemonset-controller.js';
import { deploymentController } from './deployment/deployment-controller.js';
import { endpointsController } from './endpoints/endpoints-controller.js';
import { endpointSliceController } from './endpointslice/endpointslice-controller.js';
import { endpointSliceMirroringController } from './endpointslice/mirroring-controller.js';
import { namespaceController } from './namespace/namespace-controller.js';
import { nodeLifecycleController } from './node-lifecycle/node-lifecycle-controller.js';
import { taintEvictionController } from './node-lifecycle/taint-eviction-controller.js';
import { podGcController } from './pod-gc/pod-gc-controller.js';
import { replicaSetController } from './replicaset/replicaset-controller.js';
import { rootCaController } from './root-ca/root-ca-controller.js';
import { serviceAccountController } from './serviceaccount/serviceaccount-controller.js';
import { serviceCidrsController } from './servicecidrs/servicecidrs-controller.js';

export interface ControllerSettings {
  /** The certificate authority of the API server, in PEM; without it nobody publishes it to the namespaces. */
  rootCa?: string;
}

/** Every controller of the manager, in the order in which they start. */
export function controllersOf({ rootCa }: ControllerSettings): ControllerDefinition[] {
  return [
    namespaceController,
    serviceAccountController,
    ...(rootCa === undefined ? [] : [rootCaController(rootCa)]),
    daemonSetController(),
    deploymentController,
    replicaSetController,
    endpointsController,
    endpointSliceController,
    endpointSliceMirroringController,
    nodeLifecycleController(),
    taintEvictionController,
    podGcController(),
    clusterRoleAggregationController,
    serviceCidrsController,
  ];
}
