import type { Pod } from '@sampan/api';
import { ConfigError } from './config-error.js';

/** Where a pod runs: what `status.*` and `spec.nodeName` of the downward API need beyond the object. */
export interface PodPlace {
  podIP: string;
  hostIP: string;
  nodeName: string;
}

/** The value of a downward API field of a pod; throws a {@link ConfigError} for fields that it does not offer. */
export function fieldValue(fieldPath: string, pod: Pod, place: PodPlace): string {
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(fieldPath);
  if (subscript !== null) return pod.metadata[subscript[1] as 'labels' | 'annotations']?.[subscript[2] as string] ?? '';
  const read = fields[fieldPath];
  if (read === undefined) throw new ConfigError(`unsupported fieldPath: ${fieldPath}`);
  return read(pod, place);
}

const fields: Record<string, (pod: Pod, place: PodPlace) => string> = {
  'metadata.name': (pod) => pod.metadata.name ?? '',
  'metadata.namespace': (pod) => pod.metadata.namespace ?? '',
  'metadata.uid': (pod) => pod.metadata.uid ?? '',
  'metadata.labels': (pod) => formatMap(pod.metadata.labels),
  'metadata.annotations': (pod) => formatMap(pod.metadata.annotations),
  'spec.nodeName': (_, place) => place.nodeName,
  'spec.serviceAccountName': (pod) => pod.spec.serviceAccountName ?? 'default',
  'status.hostIP': (_, place) => place.hostIP,
  'status.hostIPs': (_, place) => place.hostIP,
  'status.podIP': (_, place) => place.podIP,
  'status.podIPs': (_, place) => place.podIP,
};

/** `key="value"` lines in the order of the keys, as files of the downward API have them. */
function formatMap(map: Record<string, string> | undefined): string {
  return Object.keys(map ?? {})
    .sort()
    .map((key) => `${key}=${JSON.stringify(map?.[key] ?? '')}`)
    .join('\n');
}
