import { formatApiVersion, type KubernetesObject } from '@sampan/api';
import { definitionId } from '../kinds/definition-id.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { requireIntact } from '../objects/damage.js';
import { isAsStored, readObject } from '../objects/parse-stored.js';
import type { StoredObject } from '../store/store.js';

/** Bytes of stored objects in other forms than the stored one, for as long as the version of the object is in memory. */
const derived = new WeakMap<StoredObject, Map<string, Buffer>>();

/** The JSON of a stored object in the version of `resource`: the stored bytes themselves, in most cases. */
export function objectBytes(resource: ResourceDefinition, stored: StoredObject): Buffer {
  requireIntact(stored);
  if (isAsStored(resource, stored)) return stored.bytes;
  return derivedBytes(stored, `${definitionId(resource)}`, () => jsonOf(readObject(resource, stored)));
}

/**
 * What follows the opening brace and the kind in the JSON of a stored object. Items of lists of built-in kinds do not say
 * their kind: the list does.
 */
export function bytesAfterKind(resource: ResourceDefinition, stored: StoredObject): Buffer {
  const bytes = objectBytes(resource, stored);
  const start = kindBytes(resource);
  if (bytes.subarray(0, start.length).equals(start)) return bytes.subarray(start.length);
  return derivedBytes(stored, `${definitionId(resource)} bare`, () => {
    return jsonOf(withoutKind(readObject(resource, stored)));
  }).subarray(1);
}

function withoutKind({ kind: _, apiVersion: _apiVersion, ...rest }: KubernetesObject): object {
  return rest;
}

const kinds = new WeakMap<ResourceDefinition, Buffer>();

/** How the stored bytes of a kind begin. */
function kindBytes(resource: ResourceDefinition): Buffer {
  let bytes = kinds.get(resource);
  if (bytes === undefined) {
    bytes = Buffer.from(`{"kind":"${resource.kind}","apiVersion":"${formatApiVersion(resource)}",`);
    kinds.set(resource, bytes);
  }
  return bytes;
}

/** What `derive` makes of a stored object, made once for each form. */
export function derivedBytes(stored: StoredObject, form: string, derive: () => Buffer): Buffer {
  let forms = derived.get(stored);
  if (forms === undefined) {
    forms = new Map();
    derived.set(stored, forms);
  }
  let bytes = forms.get(form);
  if (bytes === undefined) {
    bytes = derive();
    forms.set(form, bytes);
  }
  return bytes;
}

export function jsonOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
