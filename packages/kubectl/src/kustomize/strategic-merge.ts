import { isJsonObject, type JsonObject, type MergeSchema } from '@sampan/api';

/**
 * `patch` merged into `original` as kyaml merges: as a strategic merge patch, but what a patch says of a list stands before
 * the rest of it, ports are told apart by their protocols too, and nothing is known of `$setElementOrder` and
 * `$retainKeys`. Undefined: the patch takes the object away.
 */
export function mergeStrategically(
  original: JsonObject,
  patch: JsonObject,
  schema: MergeSchema | undefined,
): JsonObject | undefined {
  return mergeValue(original, patch, schema) as JsonObject | undefined;
}

const directive = '$patch';

function mergeValue(original: unknown, patch: unknown, schema: MergeSchema | undefined): unknown {
  if (patch === null) return undefined;
  if (isJsonObject(patch)) return mergeMap(original, patch, schema);
  if (Array.isArray(patch)) return mergeList(original, patch, schema);
  return patch;
}

function mergeMap(original: unknown, patch: JsonObject, schema: MergeSchema | undefined): unknown {
  const { [directive]: how, ...fields } = patch;
  if (how === 'delete') return undefined;
  if (how === 'replace') return withoutNulls(fields);
  const merged: JsonObject = isJsonObject(original) ? { ...original } : {};
  for (const [key, value] of Object.entries(fields)) {
    const result = mergeValue(merged[key], value, schema?.child(key));
    if (result === undefined) delete merged[key];
    else merged[key] = result;
  }
  return merged;
}

function withoutNulls(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

function mergeList(original: unknown, patch: readonly unknown[], schema: MergeSchema | undefined): unknown[] {
  const isReplacing = patch.some((item) => isJsonObject(item) && item[directive] === 'replace');
  if (isReplacing) return patch.filter((item) => !(isJsonObject(item) && item[directive] === 'replace'));
  const list = Array.isArray(original) ? original : [];
  if (!schema?.strategies.includes('merge')) return withoutDirectives(patch);
  if (schema.mergeKey === undefined) {
    return [...patch, ...list.filter((item) => !patch.includes(item))];
  }
  return hasProtocols(schema.mergeKey, [...list, ...patch])
    ? mergeInPlace(list, patch, { identity: portIdentity(schema.mergeKey), schema })
    : mergeInFront(list, patch, { identity: (item) => item[schema.mergeKey ?? ''], schema });
}

/** How elements of a list are told apart, and what is known of their fields. */
interface ElementRules {
  identity(item: JsonObject): unknown;
  schema: MergeSchema;
}

/** Elements that a patch speaks of stand first, in its order. */
function mergeInFront(
  list: readonly unknown[],
  patch: readonly unknown[],
  { identity, schema }: ElementRules,
): unknown[] {
  const rest = [...list];
  const merged = patch.flatMap((item) => {
    const at = rest.findIndex((other) => isSameElement(other, item, identity));
    const [original] = at === -1 ? [] : rest.splice(at, 1);
    return mergeValue(original, item, schema.items) ?? [];
  });
  return [...merged, ...rest];
}

/** New elements stand first; those that are there already stay where they are. */
function mergeInPlace(
  list: readonly unknown[],
  patch: readonly unknown[],
  { identity, schema }: ElementRules,
): unknown[] {
  const merged = [...list];
  const added: unknown[] = [];
  for (const item of patch) {
    const at = merged.findIndex((other) => isSameElement(other, item, identity));
    const result = mergeValue(at === -1 ? undefined : merged[at], item, schema.items);
    if (at === -1) added.push(...(result === undefined ? [] : [result]));
    else if (result === undefined) merged.splice(at, 1);
    else merged[at] = result;
  }
  return [...added, ...merged];
}

function hasProtocols(mergeKey: string, items: readonly unknown[]): boolean {
  const arePorts = mergeKey === 'containerPort' || mergeKey === 'port';
  return arePorts && items.some((item) => isJsonObject(item) && item.protocol !== undefined);
}

/** A port without a protocol is one of TCP. (kyaml takes it for another one, and then loses it.) */
function portIdentity(mergeKey: string): (item: JsonObject) => unknown {
  return (item) => `${String(item[mergeKey])}/${String(item.protocol ?? 'TCP')}`;
}

function isSameElement(one: unknown, other: unknown, identity: (item: JsonObject) => unknown): boolean {
  return isJsonObject(one) && isJsonObject(other) && identity(one) === identity(other);
}

function withoutDirectives(items: readonly unknown[]): unknown[] {
  return items.filter((item) => !(isJsonObject(item) && item[directive] === 'delete'));
}
