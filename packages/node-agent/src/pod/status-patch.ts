import { deepEqual, type Pod, type PodCondition, type PodStatus } from '@sampan/api';

/** The strategic merge patch that turns a pod's status into `status`; undefined when it is that already. */
export function statusPatch({ metadata, status: before = {} }: Pod, status: PodStatus): object | undefined {
  const changes: Record<string, unknown> = conditionChanges(before.conditions ?? [], status.conditions ?? []);
  for (const field of new Set([...Object.keys(before), ...Object.keys(status)]) as Set<keyof PodStatus>) {
    if (field === 'conditions') continue;
    if (!deepEqual(withoutNulls(before[field]), withoutNulls(status[field]))) changes[field] = status[field] ?? null;
  }
  if (Object.keys(changes).length === 0) return undefined;
  // The uid keeps the patch from reaching another pod of the same name.
  return { metadata: { uid: metadata.uid }, status: changes };
}

/** Conditions are merged by type: only those that differ are sent, and what they no longer say is removed, as are those that are gone. */
function conditionChanges(before: readonly PodCondition[], wanted: readonly PodCondition[]): Record<string, unknown> {
  const changed = wanted.flatMap((condition) => {
    const old = before.find(({ type }) => type === condition.type);
    if (deepEqual(withoutNulls(old), withoutNulls(condition))) return [];
    const gone = Object.keys(old ?? {}).filter((field) => !(field in condition));
    return [{ ...Object.fromEntries(gone.map((field) => [field, null])), ...condition }];
  });
  const removed = before
    .filter(({ type }) => !wanted.some((condition) => condition.type === type))
    .map(({ type }) => ({ $patch: 'delete', type }));
  if (changed.length + removed.length === 0) return {};
  const order = wanted.map(({ type }) => ({ type }));
  return { '$setElementOrder/conditions': order, conditions: [...changed, ...removed] };
}

/** A null and a missing field are the same to the API. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])),
  );
}
