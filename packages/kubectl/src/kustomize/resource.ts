import type { UnstructuredObject } from '@sampan/api';
import type { Origin } from './origin.js';
import { idOf, isSameId, type ResourceId } from './resource-id.js';

/** What becomes of a generated object that is there already. */
export type Behavior = 'create' | 'merge' | 'replace' | 'unspecified';

/** An object on its way through kustomizations, and what references to it have to know: what it was called before. */
export interface Resource {
  object: UnstructuredObject;
  /** Its ids before each change of its name, its namespace or its kind; the first is what its file says. */
  previous: ResourceId[];
  /** What its name has got in front and behind, the innermost first. */
  prefixes: string[];
  suffixes: string[];
  /** Whether its name is to end with a hash of its content. */
  needsHash: boolean;
  behavior: Behavior;
  origin?: Origin;
}

/** A resource as a file has it. */
export function resourceOf(object: UnstructuredObject): Resource {
  return { object, previous: [], prefixes: [], suffixes: [], needsHash: false, behavior: 'unspecified' };
}

/** What the resource is called now. */
export function currentId({ object }: Resource): ResourceId {
  return idOf(object);
}

/** What its file called it. */
export function originalId(resource: Resource): ResourceId {
  return resource.previous[0] ?? currentId(resource);
}

/** All that it was ever called. */
export function allIds(resource: Resource): ResourceId[] {
  return [...resource.previous, currentId(resource)];
}

/** Keeps the present id before it changes. */
export function rememberId(resource: Resource): void {
  const id = currentId(resource);
  if (!resource.previous.some((known) => JSON.stringify(known) === JSON.stringify(id))) resource.previous.push(id);
}

/** The resources that are, or were, called `id`. */
export function matchingAnyId(resources: readonly Resource[], id: ResourceId): Resource[] {
  return resources.filter((resource) => allIds(resource).some((known) => isSameId(known, id)));
}

/** Where the whole name of the object comes from. */
export function nameOf({ object }: Resource): string {
  return object.metadata.name ?? '';
}
