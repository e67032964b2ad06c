import type { PodSpec, Volume } from '@sampan/api';

/** Volumes that are written by the agent, and whose files are nobody else's to change. */
const written = ['configMap', 'secret', 'downwardAPI', 'projected', 'image'] as const;

/**
 * The volumes that no container may write to, whatever its mounts say: those that say so themselves, and those that are
 * made from objects.
 */
export function readOnlyVolumes({ volumes = [] }: Pick<PodSpec, 'volumes'>): Set<string> {
  return new Set(volumes.filter(isReadOnly).map(({ name }) => name));
}

function isReadOnly(volume: Volume): boolean {
  if (written.some((source) => volume[source] !== undefined)) return true;
  return Object.values(volume).some((source) => (source as { readOnly?: boolean } | undefined)?.readOnly === true);
}
