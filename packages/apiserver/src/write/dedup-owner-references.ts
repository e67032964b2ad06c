import { deepEqual, type KubernetesObject } from '@sampan/api';
import type { WriteContext } from './write-context.js';

/** An owner is named once; whoever names it twice is told so. Changes `object` in place. */
export function dedupOwnerReferences({ metadata }: KubernetesObject, { warn }: Pick<WriteContext, 'warn'>): void {
  const owners = metadata.ownerReferences;
  if (owners === undefined || new Set(owners.map(({ uid }) => uid)).size === owners.length) return;
  const kept: typeof owners = [];
  const duplicates: string[] = [];
  for (const owner of owners) {
    if (kept.some((before) => deepEqual(before, owner))) duplicates.push(owner.uid);
    else kept.push(owner);
  }
  if (duplicates.length === 0) return;
  metadata.ownerReferences = kept;
  warn(
    `.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${duplicates.join(', ')}`,
  );
}
