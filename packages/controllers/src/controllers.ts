import type { ControllerDefinition } from '@sampan/client';
import { bootstrapSignerController } from './bootstrap/bootstrap-signer-controller.js';
import { tokenCleanerController } from './bootstrap/token-cleaner-controller.js';
import { csrApprovingController } from './certificates/csr-approving-controller.js';
import { csrCleanerController } from './certificates/csr-cleaner-controller.js';
import { csrSigningController } from './certificates/csr-signing-controller.js';
import type { Authority } from './certificates/signers.js';
import { clusterRoleAggregationController } from './clusterrole-aggregation/clusterrole-aggregation-controller.js';
import { cronJobController } from './cronjob/cronjob-controller.js';
import { daemonSetController } from './daemonset/daemonset-controller.js';
import { deploymentController } from './deployment/deployment-controller.js';
import { disruptionController } from './disruption/disruption-controller.js';
import { endpointsController } from './endpoints/endpoints-controller.js';
import { endpointSliceController } from './endpointslice/endpointslice-controller.js';
import { endpointSliceMirroringController } from './endpointslice/mirroring-controller.js';
import { ephemeralVolumesController } from './ephemeral-volumes/ephemeral-volumes-controller.js';
import { horizontalPodAutoscalerController } from './horizontalpodautoscaler/horizontalpodautoscaler-controller.js';
import type { AutoscalerSettings } from './horizontalpodautoscaler/settings.js';
import { jobController } from './job/job-controller.js';
import { localClassController } from './local-volumes/local-class-controller.js';
import { localDeleter } from './local-volumes/local-deleter.js';
import { localProvisioner } from './local-volumes/local-provisioner.js';
import { namespaceController } from './namespace/namespace-controller.js';
import { nodeLifecycleController } from './node-lifecycle/node-lifecycle-controller.js';
import { taintEvictionController } from './node-lifecycle/taint-eviction-controller.js';
import { persistentVolumeController } from './persistentvolume/persistentvolume-controller.js';
import { persistentVolumeReclaimer } from './persistentvolume/persistentvolume-reclaimer.js';
import { podGcController } from './pod-gc/pod-gc-controller.js';
import { pvProtectionController } from './pv-protection/pv-protection-controller.js';
import { pvcProtectionController } from './pvc-protection/pvc-protection-controller.js';
import { replicaSetController } from './replicaset/replicaset-controller.js';
import { replicationController } from './replicaset/replication-controller.js';
import { rootCaController } from './root-ca/root-ca-controller.js';
import { serviceAccountController } from './serviceaccount/serviceaccount-controller.js';
import { serviceCidrsController } from './servicecidrs/servicecidrs-controller.js';
import { statefulSetController } from './statefulset/statefulset-controller.js';
import { ttlController } from './ttl/ttl-controller.js';
import { ttlAfterFinishedController } from './ttl-after-finished/ttl-after-finished-controller.js';
import { validatingAdmissionPolicyStatusController } from './validatingadmissionpolicy-status/validatingadmissionpolicy-status-controller.js';

export interface ControllerSettings {
  /** Which run, as `--controllers` of kube-controller-manager says it: `*` is all, `NAME` one, `-NAME` all but it. */
  controllers?: readonly string[] | undefined;
  /** The certificate authority of the API server, in PEM; without it nobody publishes it to the namespaces. */
  rootCa?: string;
  /** Signs certificates that are asked for; without it nobody does. */
  signingAuthority?: Authority;
  /** The folder in which volumes are made for claims of the class `local`; without it there is no such class. */
  localVolumes?: string;
  /** How autoscalers decide, where it is not as usual. */
  autoscaling?: Partial<AutoscalerSettings>;
}

/** Whether a controller is to run; what is said of it by name counts before `*`. */
export function isEnabled(name: string, { controllers = ['*'] }: ControllerSettings): boolean {
  if (controllers.includes(name)) return true;
  return !controllers.includes(`-${name}`) && controllers.includes('*');
}

/** Every controller of the manager, in the order in which they start. */
export function controllersOf(settings: ControllerSettings): ControllerDefinition[] {
  const { rootCa, signingAuthority, localVolumes, autoscaling } = settings;
  const all: ControllerDefinition[] = [
    namespaceController,
    serviceAccountController,
    ...(rootCa === undefined ? [] : [rootCaController(rootCa)]),
    daemonSetController(),
    deploymentController,
    replicaSetController,
    replicationController,
    disruptionController,
    horizontalPodAutoscalerController(autoscaling),
    jobController,
    cronJobController,
    ttlAfterFinishedController,
    statefulSetController,
    endpointsController,
    endpointSliceController,
    endpointSliceMirroringController,
    nodeLifecycleController(),
    taintEvictionController(),
    podGcController(),
    persistentVolumeController,
    persistentVolumeReclaimer,
    ...(localVolumes === undefined
      ? []
      : [localClassController, localProvisioner(localVolumes), localDeleter(localVolumes)]),
    ephemeralVolumesController,
    pvcProtectionController,
    pvProtectionController,
    clusterRoleAggregationController,
    csrApprovingController,
    ...(signingAuthority === undefined ? [] : [csrSigningController(signingAuthority)]),
    csrCleanerController,
    ttlController(),
    serviceCidrsController,
    validatingAdmissionPolicyStatusController,
  ];
  return all.filter(({ name }) => isEnabled(name, settings));
}

/** The controllers of bootstrap tokens, which see the Secrets of these alone. */
export function tokenControllersOf(settings: ControllerSettings): ControllerDefinition[] {
  return [tokenCleanerController, bootstrapSignerController].filter(({ name }) => isEnabled(name, settings));
}
