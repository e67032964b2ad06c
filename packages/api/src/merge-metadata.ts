import { mergeMetadataText } from './generated/merge-metadata.js';
import type { MergeSchema } from './patch/merge-schema.js';

interface MergeMetadataTable {
  kinds: Record<string, Record<string, number>>;
  types: Record<string, [strategy: string, mergeKey: string, type: number]>[];
}

let table: MergeMetadataTable | undefined;

/**
 * The merge metadata of a built-in kind. Undefined: the kind is not built in, and knows no strategic merge patch
 * (Kubernetes answers 415 to one).
 */
export function mergeMetadata(gvk: { group: string; version: string; kind: string }): MergeSchema | undefined {
  table ??= JSON.parse(mergeMetadataText) as MergeMetadataTable;
  const kinds = table.kinds[`${gvk.group}/${gvk.version}`];
  if (kinds === undefined || !Object.hasOwn(kinds, gvk.kind)) return undefined;
  return describe(table, ['', '', kinds[gvk.kind] ?? -1]);
}

function describe(table: MergeMetadataTable, [strategy, mergeKey, type]: [string, string, number]): MergeSchema {
  const fields = table.types[type] ?? {};
  const child = (field: string) => {
    const entry = Object.hasOwn(fields, field) ? fields[field] : undefined;
    return entry === undefined ? undefined : describe(table, entry);
  };
  return {
    strategies: strategy === '' ? [] : strategy.split(','),
    ...(mergeKey !== '' && { mergeKey }),
    get items() {
      return describe(table, ['', '', type]);
    },
    child,
  };
}
