import { deepEqual, formatApiVersion, internalError, type KubernetesObject } from '@sampan/api';
import { decode, strictDecodingError } from '@sampan/api/schemas';
import { defaultObject } from '../../write/default-object.js';
import { backToWorking, type VersionedRequest } from './request-objects.js';

/** The object as data, to be changed: without what is not there. */
export function documentOf(object: KubernetesObject): KubernetesObject {
  return JSON.parse(JSON.stringify(object)) as KubernetesObject;
}

/** The schema of what is sent, which a subresource may have of its own. */
export function schemaOf({ resource, kind }: VersionedRequest) {
  const { registry } = resource;
  const { schema } = kind.kind === resource.kind ? resource : (registry.forKind(kind) ?? { schema: {} });
  return { schema, registry };
}

/**
 * What somebody made of a request's object, as an object of its kind; undefined: it is what it was. Fields that built-in kinds
 * do not have are dropped, or refused. Throws an InternalError where it is no object of the kind: nobody can be forgiven that.
 */
export function changedObject(
  versioned: VersionedRequest,
  value: unknown,
  { unknown }: { readonly unknown: 'dropped' | 'refused' },
): KubernetesObject | undefined {
  const { kind, resource, object } = versioned;
  const { schema, registry } = schemaOf(versioned);
  const isRefused = unknown === 'refused' && resource.isBuiltIn;
  const decoded = decode(value, schema, registry, { unknown: isRefused ? 'Strict' : 'Ignore' });
  if (decoded.decodeError !== undefined) throw internalError(new Error(decoded.decodeError));
  if (isRefused && decoded.unknown.length > 0) throw internalError(new Error(strictDecodingError(decoded.unknown)));
  const found = decoded.value as KubernetesObject;
  const metadata = found.metadata ?? {};
  const changed = { ...found, apiVersion: formatApiVersion(kind), kind: kind.kind, metadata };
  return object !== undefined && deepEqual(changed, documentOf(object)) ? undefined : changed;
}

/** The same in the version in which it is worked on, with its defaults: who comes after sees it so. */
export function workingObject(
  versioned: VersionedRequest,
  changed: KubernetesObject,
): KubernetesObject | Promise<KubernetesObject> {
  const { resource, kind, request } = versioned;
  const withDefaults = (object: KubernetesObject) => {
    if (kind.kind === resource.kind) defaultObject(request.resource, object);
    return object;
  };
  const object = backToWorking(versioned, changed);
  return object instanceof Promise ? object.then(withDefaults) : withDefaults(object);
}
