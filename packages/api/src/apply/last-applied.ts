import type { KubernetesObject, UnstructuredObject } from '../kubernetes-object.js';
import { byteLength } from '../text/byte-length.js';
import { marshalJson } from '../text/marshal-json.js';
import { isJsonObject, type JsonObject } from '../values/json.js';
import { appliedFields } from './applied-fields.js';
import { compareObjects } from './compare.js';
import { configurationErrors } from './configuration-errors.js';
import { difference, type FieldSet } from './field-set.js';
import { type WriteContext, withoutManagedFields } from './update-managed-fields.js';

/** Where client-side `kubectl apply` keeps what it applied. */
const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** Only `kubectl apply --server-side` follows its client-side self; other managers opt out by their name. */
const upgradingManager = 'kubectl';

/** What all annotations of an object may take together, in bytes. */
const maxAnnotationsSize = 256 * 1024;

/**
 * The fields that client-side `kubectl apply` stated and that are still as it stated them: `kubectl apply --server-side`
 * takes them over from their owners without a conflict (upstream's `lastAppliedManager`). Empty for other managers, and
 * where the annotation is missing, cannot be read, or is of another version.
 */
export function fieldsToUpgrade(live: KubernetesObject | undefined, { type, manager, apiVersion }: WriteContext) {
  const none: FieldSet = {};
  const configuration = manager === upgradingManager ? readLastApplied(live) : undefined;
  if (live === undefined || configuration?.apiVersion !== apiVersion) return none;
  if (configurationErrors(configuration, type).length > 0) return none;
  const { added, modified, removed } = compareObjects(configuration, withoutManagedFields(live), type);
  return [modified, added, removed].reduce(difference, appliedFields(configuration, type));
}

/**
 * Brings the annotation of an object that was applied client-side in line with what is applied now, so that both ways
 * can follow one another (upstream's `lastAppliedUpdater`). Without the annotation there is nothing to follow.
 */
export function syncLastApplied(object: UnstructuredObject, applied: KubernetesObject, manager: string): void {
  const { annotations } = object.metadata;
  if (manager !== upgradingManager || !annotations?.[lastAppliedAnnotation]) return;
  const { metadata, ...rest } = applied as unknown as JsonObject & { metadata?: JsonObject };
  const stated = metadata?.annotations;
  const configuration = !isJsonObject(stated)
    ? applied
    : { ...rest, metadata: { ...metadata, annotations: { ...stated, [lastAppliedAnnotation]: undefined } } };
  const synced = { ...annotations, [lastAppliedAnnotation]: `${marshalJson(configuration)}\n` };
  if (sizeOf(synced) > maxAnnotationsSize) delete (synced as Record<string, string>)[lastAppliedAnnotation];
  object.metadata = { ...object.metadata, annotations: synced };
}

function readLastApplied(live: KubernetesObject | undefined): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(live?.metadata.annotations?.[lastAppliedAnnotation] ?? 'null');
    return isJsonObject(value) ? value : undefined;
  } catch {
    // Whoever broke it can only be told by the conflict that is left.
    return undefined;
  }
}

function sizeOf(annotations: Readonly<Record<string, string>>): number {
  return Object.entries(annotations).reduce((size, [key, value]) => size + byteLength(key) + byteLength(value), 0);
}
