import type { KubernetesObject, ObjectKey, Selector } from '@sampan/api';
import type { Lister } from './lister.js';

/** The objects of one collection by namespace and name, with indices that are kept true on every change. */
export interface ObjectStore<T extends KubernetesObject> extends Lister<T> {
  readonly size: number;
  values(): IterableIterator<T>;
  set(object: T): void;
  delete(key: ObjectKey): void;
  addIndex(name: string, valuesOf: (object: T) => readonly string[]): void;
}

export function createObjectStore<T extends KubernetesObject>(): ObjectStore<T> {
  const namespaces = new Map<string, Map<string, T>>();
  const owners = createIndex<T>(ownersOf);
  const indices = new Map<string, StoreIndex<T>>();
  let size = 0;

  function* values(): IterableIterator<T> {
    for (const objects of namespaces.values()) yield* objects.values();
  }

  function unindex(object: T): void {
    owners.remove(object);
    for (const index of indices.values()) index.remove(object);
  }

  return {
    get size() {
      return size;
    },
    values,
    get: ({ namespace, name }) => namespaces.get(namespace)?.get(name),

    list({ namespace, selector } = {}) {
      const objects =
        namespace === undefined || namespace === '' ? values() : (namespaces.get(namespace)?.values() ?? []);
      return selector === undefined || selector.empty ? [...objects] : matching(objects, selector);
    },

    byOwner: (uid) => owners.get(uid),

    byIndex(name, value) {
      const index = indices.get(name);
      if (index === undefined) throw new Error(`there is no index ${name}: it has to be added before it is read`);
      return index.get(value);
    },

    set(object) {
      const { namespace = '', name = '' } = object.metadata;
      const objects = namespaces.get(namespace) ?? new Map<string, T>();
      if (objects.size === 0) namespaces.set(namespace, objects);
      const old = objects.get(name);
      if (old === undefined) size++;
      else unindex(old);
      objects.set(name, object);
      owners.add(object);
      for (const index of indices.values()) index.add(object);
    },

    delete({ namespace, name }) {
      const objects = namespaces.get(namespace);
      const old = objects?.get(name);
      if (objects === undefined || old === undefined) return;
      objects.delete(name);
      if (objects.size === 0) namespaces.delete(namespace);
      unindex(old);
      size--;
    },

    addIndex(name, valuesOf) {
      if (indices.has(name)) return;
      const index = createIndex(valuesOf);
      for (const object of values()) index.add(object);
      indices.set(name, index);
    },
  };
}

function matching<T extends KubernetesObject>(objects: Iterable<T>, selector: Selector): T[] {
  const result: T[] = [];
  for (const object of objects) if (selector.matches(object.metadata.labels)) result.push(object);
  return result;
}

interface StoreIndex<T> {
  get(value: string): T[];
  add(object: T): void;
  remove(object: T): void;
}

function createIndex<T extends KubernetesObject>(valuesOf: (object: T) => readonly string[]): StoreIndex<T> {
  const sets = new Map<string, Set<T>>();
  return {
    get: (value) => [...(sets.get(value) ?? [])],
    add(object) {
      for (const value of valuesOf(object)) {
        const set = sets.get(value);
        if (set === undefined) sets.set(value, new Set([object]));
        else set.add(object);
      }
    },
    remove(object) {
      for (const value of valuesOf(object)) {
        const set = sets.get(value);
        if (set?.delete(object) && set.size === 0) sets.delete(value);
      }
    },
  };
}

function ownersOf(object: KubernetesObject): readonly string[] {
  return object.metadata.ownerReferences?.map(({ uid }) => uid) ?? noOwners;
}

const noOwners: readonly string[] = [];
