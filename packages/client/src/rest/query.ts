import type { ListOptions, WatchOptions, WriteOptions } from './options.js';

/** `path` with those `parameters` that have a value. */
export function withQuery(path: string, parameters: Record<string, string | number | boolean | undefined>): string {
  const query = Object.entries(parameters)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

export function writeQuery({
  fieldManager,
  fieldValidation,
  dryRun,
}: WriteOptions = {}): Record<string, string | undefined> {
  return { fieldManager, fieldValidation, dryRun: dryRun ? 'All' : undefined };
}

export function listQuery(options: ListOptions): Record<string, string | number | undefined> {
  const { labelSelector, fieldSelector, resourceVersion, resourceVersionMatch, pageSize } = options;
  return { labelSelector, fieldSelector, resourceVersion, resourceVersionMatch, limit: pageSize };
}

export function watchQuery(options: WatchOptions): Record<string, string | number | boolean | undefined> {
  const { namespace: _, ...query } = options;
  return { ...query, watch: true };
}
