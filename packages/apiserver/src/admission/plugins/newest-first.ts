import type { KubernetesObject } from '@sampan/api';

/** Of several defaults the newest counts; of one second, by name. */
export function newestFirst({ metadata: a }: KubernetesObject, { metadata: b }: KubernetesObject): number {
  const age = Date.parse(b.creationTimestamp ?? '') - Date.parse(a.creationTimestamp ?? '');
  return age !== 0 ? age : (a.name ?? '') < (b.name ?? '') ? -1 : 1;
}
