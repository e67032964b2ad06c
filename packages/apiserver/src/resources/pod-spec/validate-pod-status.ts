import {
  type ContainerStatus,
  type FieldError,
  field,
  isDns1123Subdomain,
  isIpAddress,
  type Pod,
  type PodSpec,
  restartsAfter,
} from '@sampan/api';
import { invalidFor, optionalText } from '../../kinds/validation/messages.js';

/** What an agent may report of a Pod, given what was reported before. */
export function validatePodStatusUpdate(pod: Pod, old: Pod): FieldError[] {
  const { status = {}, spec } = pod;
  return [
    ...(spec.nodeName === old.spec.nodeName ? [] : [field.forbidden('status.nodeName', 'may not be changed directly')]),
    ...optionalText('status.nominatedNodeName', status.nominatedNodeName, isDns1123Subdomain),
    ...validateIps('podIPs', status.podIPs),
    ...validateIps('hostIPs', status.hostIPs),
    ...validateTransitions('status.containerStatuses', status.containerStatuses, old.status?.containerStatuses, spec),
  ];
}

function validateIps(name: string, addresses: readonly { ip: string }[] = []): FieldError[] {
  return addresses.flatMap(({ ip }, index) => invalidFor(`status.${name}[${index}]`, ip, isIpAddress(ip)));
}

/** A container that ended, and that its restart policy leaves so, does not run again: unless all may be restarted. */
function validateTransitions(
  path: string,
  statuses: readonly ContainerStatus[] = [],
  old: readonly ContainerStatus[] = [],
  spec: PodSpec,
): FieldError[] {
  const rules = [...(spec.initContainers ?? []), ...spec.containers].flatMap((each) => each.restartPolicyRules ?? []);
  if (rules.some(({ action }) => action === 'RestartAllContainers')) return [];
  return old.flatMap(({ name, state }) => {
    if (state?.terminated === undefined) return [];
    const container = spec.containers.find((candidate) => candidate.name === name);
    if (container === undefined || restartsAfter(spec, container, state.terminated.exitCode)) return [];
    const index = statuses.findIndex((status) => status.name === name);
    if (index === -1 || statuses[index]?.state?.terminated !== undefined) return [];
    return [field.forbidden(`${path}[${index}].state`, 'may not be transitioned to non-terminated state')];
  });
}
