import type { UnstructuredObject } from '@sampan/api';

interface Sides {
  before: UnstructuredObject | undefined;
  after: UnstructuredObject;
}

const mask = '***';

/** Hides the values of secrets; of values that differ, only that they do can be seen. */
export function maskSecrets({ before, after }: Sides): Sides {
  const isSecret = after.kind === 'Secret' && after.apiVersion === 'v1';
  if (!isSecret) return { before, after };
  const old = (before?.data ?? {}) as Record<string, string>;
  const next = (after.data ?? {}) as Record<string, string>;
  const isChanged = (key: string) => key in old && key in next && old[key] !== next[key];
  const masked = (data: Record<string, string>, side: string) =>
    Object.fromEntries(Object.keys(data).map((key) => [key, isChanged(key) ? `${mask} (${side})` : mask]));
  return {
    before: before && { ...before, ...(before.data !== undefined && { data: masked(old, 'before') }) },
    after: { ...after, ...(after.data !== undefined && { data: masked(next, 'after') }) },
  };
}
