import {
  isNotFound,
  type KubernetesObject,
  keyOf,
  type ObjectMeta,
  type OwnerReference,
  type ResourceType,
  type Selector,
} from '@sampan/api';
import type { Action, ControllerContext } from '@sampan/client';
import { controllerReference, isControlledBy, orphansIndex } from './owner-reference.js';

/** What a selector says about who should control what. */
interface Claim<T> {
  /** Controlled, and rightly so. */
  kept: T[];
  /** Controlled by nobody, and selected. */
  adoptable: T[];
  /** Controlled, and no longer selected. */
  released: T[];
}

/** Sorts the objects that `owner` controls and those that nobody controls by what `selector` says of their labels. */
export function planClaim<T extends KubernetesObject>(
  owner: KubernetesObject,
  selector: Selector,
  { owned, orphans }: { owned: readonly T[]; orphans: readonly T[] },
): Claim<T> {
  const isSelected = (object: T): boolean => selector.matches(object.metadata.labels);
  const isDeleted = (object: T): boolean => object.metadata.deletionTimestamp !== undefined;
  const mayChange = !isDeleted(owner as T);
  const controlled = owned.filter((object) => isControlledBy(object, owner));
  return {
    kept: controlled.filter(isSelected),
    adoptable: mayChange ? orphans.filter((object) => !isDeleted(object) && isSelected(object)) : [],
    released: mayChange ? controlled.filter((object) => !isSelected(object)) : [],
  };
}

export interface ClaimOptions<T extends KubernetesObject> {
  owner: KubernetesObject;
  ownerType: ResourceType;
  type: ResourceType<T>;
  selector: Selector;
  /** What those that are controlled are held by until their owner lets them go. */
  finalizer?: string;
  /** What else an orphan has to be, to be adopted. */
  accepts?(orphan: T): boolean;
}

/**
 * The objects of `type` that `owner` controls, after adopting orphans that its selector selects and releasing what it no
 * longer selects, as upstream's controller reference managers do. Needs the index {@link orphansIndex} on `type`.
 */
export async function claimObjects<T extends KubernetesObject>(
  context: ControllerContext,
  { owner, ownerType, type, selector, finalizer, accepts = () => true }: ClaimOptions<T>,
): Promise<T[]> {
  const lister = context.lister(type);
  const reference = controllerReference(owner, ownerType);
  const owned = lister.byOwner(owner.metadata.uid ?? '');
  const orphans = lister.byIndex(orphansIndex, owner.metadata.namespace ?? '').filter(accepts);
  const { kept, adoptable, released } = planClaim(owner, selector, { owned, orphans });
  if (adoptable.length > 0 && !(await stillLives(context, owner, ownerType))) return kept;
  const changes = [
    ...adoptable.map((object) => adoption(type, object, reference, finalizer)),
    ...released.map((object) => release(type, object, reference, finalizer)),
  ];
  const outcomes = await context.attempt(changes);
  const failed = outcomes.find(({ error }) => error !== undefined && !isNotFound(error));
  if (failed !== undefined) throw failed.error;
  const adopted = outcomes
    .slice(0, adoptable.length)
    .flatMap(({ object }) => (object === undefined ? [] : [object as T]));
  return [...kept, ...adopted];
}

/** Asks the server itself: an owner that is being deleted adopts nothing, whatever the informer knows. */
async function stillLives(context: ControllerContext, owner: KubernetesObject, type: ResourceType): Promise<boolean> {
  try {
    const { metadata } = await context.client.resource(type).get(keyOf(owner));
    return metadata.uid === owner.metadata.uid && metadata.deletionTimestamp === undefined;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

function adoption(type: ResourceType, object: KubernetesObject, reference: OwnerReference, finalizer?: string): Action {
  const { ownerReferences = [], finalizers = [] } = object.metadata;
  return ownersPatch(type, object, {
    ownerReferences: [...ownerReferences, reference],
    ...(finalizer !== undefined && { finalizers: [...new Set([...finalizers, finalizer])] }),
  });
}

function release(type: ResourceType, object: KubernetesObject, { uid }: OwnerReference, finalizer?: string): Action {
  const { ownerReferences = [], finalizers = [] } = object.metadata;
  return ownersPatch(type, object, {
    ownerReferences: ownerReferences.filter((reference) => reference.uid !== uid),
    ...(finalizer !== undefined && { finalizers: finalizers.filter((other) => other !== finalizer) }),
  });
}

/** Says the version that was seen, so that a change in between is a conflict and not lost. */
function ownersPatch(
  type: ResourceType,
  object: KubernetesObject,
  changes: Pick<ObjectMeta, 'ownerReferences' | 'finalizers'>,
): Action {
  const { uid, resourceVersion } = object.metadata;
  const body = { metadata: { uid, resourceVersion, ...changes } };
  return { verb: 'patch', type, key: keyOf(object), patch: { type: 'merge', body } };
}
