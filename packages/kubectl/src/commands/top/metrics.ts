import { metricsResources, Quantity, type ResourceUsage } from '@sampan/api';
import { alignColumns } from '../../describers/align-columns.js';
import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';

/** What lists can be sorted by. */
export type SortKey = '' | 'cpu' | 'memory';

/** Throws if the server does not measure anything. */
export async function requireMetrics(context: Context): Promise<void> {
  const mapper = await context.types();
  const hasMetrics = () => mapper.all().some((type) => type.apiVersion === metricsResources.pods.apiVersion);
  if (!hasMetrics() && !mapper.discovery.isFresh()) await mapper.refresh();
  if (!hasMetrics()) throw new CommandError('Metrics API not available');
}

export function parseSortKey(text: string): SortKey {
  if (text === '' || text === 'cpu' || text === 'memory') return text;
  throw new CommandError('--sort-by accepts only cpu or memory');
}

/** What `usages` are together. */
export function sumUsage(usages: readonly ResourceUsage[]): ResourceUsage {
  const sum = (name: string) => Quantity.sum(usages.map((usage) => usage[name] ?? '0')).toString();
  return { cpu: sum('cpu'), memory: sum('memory') };
}

/** `129m`, `101Mi`. */
export function usageCells({ cpu = '0', memory = '0' }: ResourceUsage): [string, string] {
  return [`${Quantity.parse(cpu).toMilli()}m`, `${Math.trunc(Quantity.parse(memory).toNumber() / 1024 ** 2)}Mi`];
}

/** The largest first by `key`; by `name` without one. */
export function sortByUsage<T>(
  items: readonly T[],
  key: SortKey,
  of: { usage(item: NoInfer<T>): ResourceUsage; name(item: NoInfer<T>): string },
): T[] {
  return [...items].sort((a, b) => {
    if (key === '') return of.name(a) < of.name(b) ? -1 : 1;
    return Quantity.parse(of.usage(b)[key] ?? '0').compare(of.usage(a)[key] ?? '0');
  });
}

/** Rows as lines; every cell is padded, the last as well. */
export function formatUsageTable(rows: readonly (readonly string[])[]): string {
  return alignColumns(rows.map((cells) => `${cells.join('\t')}\t\n`).join(''), {
    minimum: 6,
    padding: 3,
    isRemembered: true,
  });
}
