import type { Container, Pod, PodSpec, PodTemplateSpec } from '@sampan/api';
import { defaultContainer } from './default-container.js';
import { defaultVolume } from './default-volume.js';

/** Fills in what a Pod leaves out: what every pod spec has, and what only becomes definite once there is a Pod. */
export function defaultPod(pod: Pod): void {
  const { spec } = pod;
  defaultPodSpec(spec);
  spec.enableServiceLinks ??= true;
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    requestWhatIsLimited(container);
    if (spec.hostNetwork === true) for (const port of container.ports ?? []) port.hostPort ||= port.containerPort;
  }
  const { status } = pod;
  if (status?.podIP !== undefined && status.podIPs === undefined) status.podIPs = [{ ip: status.podIP }];
}

/** Fills in what the Pods of a template will have in common. */
export function defaultPodTemplate(template: PodTemplateSpec): void {
  if (template.spec !== undefined) defaultPodSpec(template.spec);
}

function defaultPodSpec(spec: PodSpec): void {
  copyDeprecatedAlias(spec);
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
  for (const container of spec.initContainers ?? []) defaultContainer(container);
  for (const container of spec.containers) defaultContainer(container);
  for (const container of spec.ephemeralContainers ?? []) defaultContainer(container);
}

/** `serviceAccount` is the deprecated name of `serviceAccountName`; both are shown. */
function copyDeprecatedAlias(spec: PodSpec): void {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (name === undefined || name === '') return;
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
}

/** What is limited and not requested is requested up to the limit. */
function requestWhatIsLimited({ resources }: Container): void {
  if (resources?.limits === undefined) return;
  resources.requests = { ...resources.limits, ...resources.requests };
}
