import {
  findCondition,
  isPodTerminal,
  isSidecar,
  keyOf,
  type ObjectKey,
  type Pod,
  resources,
  type Service,
  type ServicePort,
} from '@sampan/api';
import type { ControllerContext } from '@sampan/client';
import { labelsSelectorOf } from './selector-of.js';

/** Whether `pod` can have an endpoint at all: it has an address, and has not ended. */
export function hasEndpoint(pod: Pod): boolean {
  return !isPodTerminal(pod) && (pod.status?.podIP ?? '') !== '';
}

/** The Pods that `service` selects; none for one that selects nothing or only names another host. */
export function podsOfService(service: Service, context: ControllerContext): Pod[] {
  const selector = labelsSelectorOf(service.spec?.selector);
  return context.lister(resources.pods).list({ namespace: service.metadata.namespace ?? '', selector });
}

/** Whether the control plane keeps the endpoints of `service`, rather than whoever made it. */
export function selectsPods({ spec }: Service): boolean {
  return spec?.selector !== undefined && Object.keys(spec.selector).length > 0 && spec.type !== 'ExternalName';
}

/** The Services that select `pod`. */
export function servicesOfPod(pod: Pod, context: ControllerContext): ObjectKey[] {
  return context
    .lister(resources.services)
    .list({ namespace: pod.metadata.namespace ?? '' })
    .filter((service) => selectsPods(service) && labelsSelectorOf(service.spec?.selector).matches(pod.metadata.labels))
    .map(keyOf);
}

/** Whether an update of a Pod can change an endpoint. */
export function changesEndpoints(pod: Pod, old: Pod): boolean {
  return fingerprint(pod) !== fingerprint(old);
}

function fingerprint({ metadata, spec, status }: Pod): string {
  const ready = findCondition(status?.conditions, 'Ready')?.status;
  const addresses = status?.podIPs?.map(({ ip }) => ip) ?? status?.podIP;
  const { labels, deletionTimestamp } = metadata;
  return JSON.stringify([ready, addresses, spec?.nodeName, status?.phase, deletionTimestamp, labels]);
}

/** The number that `port` of a Service means for `pod`: a target port may be the name of a container's port. */
export function targetPortOf({ targetPort, port, protocol = 'TCP' }: ServicePort, { spec }: Pod): number | undefined {
  const target = targetPort === undefined || targetPort === 0 || targetPort === '' ? port : targetPort;
  if (typeof target === 'number') return target;
  const sidecars = (spec?.initContainers ?? []).filter(isSidecar);
  const ports = [...(spec?.containers ?? []), ...sidecars].flatMap((container) => container.ports ?? []);
  return ports.find(({ name, protocol: offered = 'TCP' }) => name === target && offered === protocol)?.containerPort;
}

/** The Pod's host name, where `service` is the one that gives it a name of its own. */
export function hostnameOf({ metadata, spec }: Pod, service: Service): string | undefined {
  const isNamed = spec?.hostname && spec.subdomain === service.metadata.name;
  return isNamed && metadata.namespace === service.metadata.namespace ? spec.hostname : undefined;
}

export function isHeadless({ spec }: Service): boolean {
  return spec?.clusterIP === 'None';
}

/** Marks what belongs to a headless Service. */
export const headlessLabel = 'service.kubernetes.io/headless';
