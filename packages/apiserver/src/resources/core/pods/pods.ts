import { type FieldError, isDns1123Subdomain, type Pod, qosClass, resources } from '@sampan/api';
import { defineResource } from '../../../kinds/define-resource.js';
import { statusSubresource } from '../../../kinds/status-subresource.js';
import { defaultPod } from '../../pod-spec/defaults.js';
import { validatePod, validatePodCreate } from '../../pod-spec/validate-pod.js';
import { validatePodStatusUpdate } from '../../pod-spec/validate-pod-status.js';
import { validatePodUpdate } from '../../pod-spec/validate-pod-update.js';
import { newPodWarnings } from '../../pod-spec/warnings.js';
import { mergeLabelKeys } from './merge-label-keys.js';
import { bindingSubresource } from './pod-binding.js';
import { podColumns } from './pod-columns.js';
import { ephemeralContainersSubresource, resizeSubresource } from './pod-containers.js';
import { evictionSubresource } from './pod-eviction.js';
import { podProxySubresource } from './pod-proxy.js';
import { attachSubresource, execSubresource, logSubresource, portForwardSubresource } from './pod-streams.js';

export const pods = defineResource(resources.pods, {
  strategy: {
    nameRule: isDns1123Subdomain,
    countsGeneration: true,
    defaults: defaultPod,
    prepareForCreate,
    prepareForUpdate,
    validate: validatePod,
    validateCreate: validatePodCreate,
    validateUpdate: validatePodUpdate,
    validateStatusUpdate: validateStatus,
    gracePeriodSeconds,
    warnings: newPodWarnings,
    returnsDeleted: true,
  },
  subresources: {
    attach: attachSubresource,
    binding: bindingSubresource,
    ephemeralcontainers: ephemeralContainersSubresource,
    eviction: evictionSubresource,
    exec: execSubresource,
    log: logSubresource,
    portforward: portForwardSubresource,
    proxy: podProxySubresource,
    resize: resizeSubresource,
    status: statusSubresource(),
  },
  columns: podColumns,
  selectableFields: {
    'spec.nodeName': ({ spec }) => spec.nodeName ?? '',
    'spec.restartPolicy': ({ spec }) => spec.restartPolicy ?? '',
    'spec.schedulerName': ({ spec }) => spec.schedulerName ?? '',
    'spec.serviceAccountName': ({ spec }) => spec.serviceAccountName ?? '',
    'spec.hostNetwork': ({ spec }) => String(spec.hostNetwork ?? false),
    'status.phase': ({ status }) => status?.phase ?? '',
    'status.podIP': ({ status }) => status?.podIPs?.[0]?.ip ?? status?.podIP ?? '',
    'status.nominatedNodeName': ({ status }) => status?.nominatedNodeName ?? '',
  },
});

/** Every Pod begins as Pending; one with scheduling gates also says why it will stay so. */
function prepareForCreate(pod: Pod): void {
  mergeLabelKeys(pod);
  pod.status = { phase: 'Pending', qosClass: qosClass(pod.spec) };
  if ((pod.spec.schedulingGates ?? []).length === 0) return;
  pod.status.conditions = [
    {
      type: 'PodScheduled',
      status: 'False',
      reason: 'SchedulingGated',
      message: 'Scheduling is blocked due to non-empty scheduling gates',
    },
  ];
}

/** The node's agent may forget what the server knows better. */
function prepareForUpdate(pod: Pod, old: Pod, { subresource }: { subresource: string }): void {
  if (subresource !== 'status' || pod.status === undefined) return;
  pod.status.qosClass ??= old.status?.qosClass ?? qosClass(pod.spec);
}

function validateStatus(pod: Pod, old: Pod): FieldError[] {
  return validatePodStatusUpdate(pod, old);
}

/** A Pod that no agent runs needs no time to stop. */
function gracePeriodSeconds(pod: Pod, requested: number | undefined): number {
  const phase = pod.status?.phase;
  if (!pod.spec.nodeName || phase === 'Failed' || phase === 'Succeeded') return 0;
  const period = requested ?? pod.spec.terminationGracePeriodSeconds ?? 0;
  return period < 0 ? 1 : period;
}
