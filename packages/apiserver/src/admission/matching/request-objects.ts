import type { KubernetesObject } from '@sampan/api';
import type { ResourceDefinition } from '../../kinds/resource-definition.js';
import type { SubresourceKind, ViewSubresource } from '../../kinds/subresource.js';
import type { AdmissionRequest } from '../admission-plugin.js';

/** The objects of a request, of the kind that it is for: those of a `scale` are Scales. */
export interface RequestObjects {
  /** What becomes of it. Absent for DELETE, and for a CONNECT, whose options have no metadata. */
  readonly object: KubernetesObject | undefined;
  readonly oldObject: KubernetesObject | undefined;
}

/** A request as a webhook or a policy is told of it: in the version that its rules name. */
export interface VersionedRequest {
  readonly request: AdmissionRequest;
  readonly resource: ResourceDefinition;
  readonly kind: SubresourceKind;
  /** What becomes of it, or the options of a CONNECT. */
  readonly object: KubernetesObject | undefined;
  readonly oldObject: KubernetesObject | undefined;
}

/** Where a request's object is, or would be; a namespace counts as being in itself. */
export function namespaceOf({ resource, namespace, name, object }: AdmissionRequest): string {
  if (resource.group !== '' || resource.plural !== 'namespaces') return namespace;
  return name || object?.metadata.name || '';
}

/** The kind of what is sent to a resource, or to one of its subresources. */
export function kindOf(resource: ResourceDefinition, subresource: string): SubresourceKind {
  const own = Object.hasOwn(resource.subresources, subresource) ? resource.subresources[subresource] : undefined;
  const { group, version, kind } = own?.kind ?? resource;
  return { group, version, kind };
}

/** The objects in the version in which they are worked on. */
export function objectsOf(request: AdmissionRequest): RequestObjects {
  const { operation, object, oldObject } = request;
  return {
    object: object && operation !== 'CONNECT' ? asSeen(request, object) : undefined,
    oldObject: oldObject && asSeen(request, oldObject),
  };
}

/**
 * The request in a version of its resource. Objects may share parts with those of the request: they are not to be changed.
 * A promise only where somebody else converts them; throws a StatusError where that fails.
 */
export function inVersion(
  request: AdmissionRequest,
  resource: ResourceDefinition,
): VersionedRequest | Promise<VersionedRequest> {
  const kind = kindOf(resource, request.subresource);
  const object = request.object && sent(request, request.object, resource);
  const oldObject = request.oldObject && sent(request, request.oldObject, resource);
  if (object instanceof Promise || oldObject instanceof Promise) {
    return Promise.all([object, oldObject]).then(([now, before]) => ({
      ...{ request, resource, kind, object: now, oldObject: before },
    }));
  }
  return { request, resource, kind, object, oldObject };
}

/**
 * What the request's object becomes, when it was changed in a version: again in the one in which it is worked on. A promise
 * only where somebody else converts it.
 */
export function backToWorking(
  { request, resource: version }: VersionedRequest,
  changed: KubernetesObject,
): KubernetesObject | Promise<KubernetesObject> {
  const { resource, object } = request;
  if (!isOfOwnKind(request)) return convert(changed, version, resource);
  const view = viewOf(request);
  return view === undefined ? changed : view.merge(object as KubernetesObject, changed);
}

function sent(request: AdmissionRequest, object: KubernetesObject, version: ResourceDefinition) {
  return isOfOwnKind(request) ? asSeen(request, object) : convert(object, request.resource, version);
}

function convert(
  object: KubernetesObject,
  from: ResourceDefinition,
  to: ResourceDefinition,
): KubernetesObject | Promise<KubernetesObject> {
  if (from === to) return object;
  if (to.remote !== undefined) return to.remote.fromStored([object]).then(([one]) => one as KubernetesObject);
  const hub = from.conversion === undefined ? object : from.conversion.toHub(object);
  return to.conversion === undefined ? hub : to.conversion.fromHub(hub);
}

type Subject = Pick<AdmissionRequest, 'resource' | 'subresource'>;

/** Whether what is sent is of another kind than the resource's: it is the same in all of its versions. */
function isOfOwnKind({ resource, subresource }: Subject): boolean {
  const own = resource.subresources[subresource];
  return own !== undefined && (own.type !== 'view' || own.kind !== undefined);
}

/** A view of another kind shows a part of the object. */
function asSeen(subject: Subject, object: KubernetesObject): KubernetesObject {
  return viewOf(subject)?.view(object) ?? object;
}

function viewOf({ resource, subresource }: Subject): ViewSubresource<KubernetesObject> | undefined {
  const own = resource.subresources[subresource];
  return own?.type === 'view' && own.kind !== undefined ? own : undefined;
}
