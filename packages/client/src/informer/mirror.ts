import { type KubernetesObject, keyOf, type ObjectKey } from '@sampan/api';
import { createObjectStore, type ObjectStore } from './object-store.js';
import { compareResourceVersions } from './resource-version.js';

/** What a mirror says about changes. */
export interface MirrorListener<T> {
  added(object: T): void;
  updated(object: T, old: T): void;
  deleted(object: T): void;
}

/**
 * A store that hears of changes from two sides, the watch and the answers to this process's own writes, in either
 * order, and goes by resource versions: what is not newer than what is known changes nothing. That makes writers read
 * their own writes at once, where other systems count expectations.
 */
export interface Mirror<T extends KubernetesObject> {
  readonly store: ObjectStore<T>;
  /** The whole collection as of `resourceVersion`. */
  replace(items: readonly T[], resourceVersion: string): void;
  /** The watch brought `object`. */
  changed(object: T): void;
  deleted(object: T): void;
  /** A write of this process was answered with `object`; its event is still to come. */
  written(object: T): void;
  /** A delete of this process was answered that ended the object; its event is still to come. */
  removed(key: ObjectKey, uid: string): void;
}

export function createMirror<T extends KubernetesObject>(listener: MirrorListener<T>): Mirror<T> {
  const store = createObjectStore<T>();
  /** Deleted by this process, and the last version known of each by uid, until the watch has told it too. */
  const tombstones = new Map<string, string | undefined>();
  /** The last version that list or watch told of. */
  let seenVersion = '';

  function put(object: T): void {
    const old = store.get(keyOf(object));
    store.set(object);
    if (old === undefined) listener.added(object);
    else if (old.metadata.uid === object.metadata.uid) listener.updated(object, old);
    else {
      listener.deleted(old);
      listener.added(object);
    }
  }

  function drop(object: T): void {
    store.delete(keyOf(object));
    listener.deleted(object);
  }

  /** Whether `object` is news: later than what the store or a tombstone knows. */
  function isNews({ metadata }: T, key: ObjectKey): boolean {
    const { uid = '', resourceVersion } = metadata;
    if (tombstones.has(uid) && !isLater(resourceVersion, tombstones.get(uid))) return false;
    const known = store.get(key);
    return known === undefined || isLater(resourceVersion, known.metadata.resourceVersion);
  }

  function take(object: T): void {
    if (!isNews(object, keyOf(object))) return;
    dropManagedFields(object);
    if (object.metadata.uid !== undefined) tombstones.delete(object.metadata.uid);
    put(object);
  }

  return {
    store,

    written(object) {
      // The watch is past that version: what it told since counts, be it that the object is gone.
      if ((compareResourceVersions(object.metadata.resourceVersion, seenVersion) ?? 1) > 0) take(object);
    },

    changed(object) {
      seenVersion = object.metadata.resourceVersion ?? seenVersion;
      take(object);
    },

    replace(items, resourceVersion) {
      const wasReset = (compareResourceVersions(resourceVersion, seenVersion) ?? 0) < 0;
      const listed = new Set<string>();
      for (const item of items) {
        listed.add(item.metadata.uid ?? '');
        if (wasReset) {
          dropManagedFields(item);
          put(item);
        } else take(item);
      }
      for (const object of [...store.values()]) {
        const isOurs =
          !wasReset && (compareResourceVersions(object.metadata.resourceVersion, resourceVersion) ?? -1) > 0;
        if (!listed.has(object.metadata.uid ?? '') && !isOurs) drop(object);
      }
      for (const uid of tombstones.keys()) if (wasReset || !listed.has(uid)) tombstones.delete(uid);
      seenVersion = resourceVersion;
    },

    deleted(object) {
      seenVersion = object.metadata.resourceVersion ?? seenVersion;
      tombstones.delete(object.metadata.uid ?? '');
      const known = store.get(keyOf(object));
      if (known === undefined || known.metadata.uid !== object.metadata.uid) return;
      store.delete(keyOf(object));
      dropManagedFields(object);
      listener.deleted(object);
    },

    removed(key, uid) {
      const known = store.get(key);
      if (known === undefined || known.metadata.uid !== uid) return;
      tombstones.set(uid, known.metadata.resourceVersion);
      drop(known);
    },
  };
}

/** Where versions cannot be compared, whatever differs counts as later. */
function isLater(version: string | undefined, than: string | undefined): boolean {
  const order = compareResourceVersions(version, than);
  return order === undefined || order > 0;
}

/** Often half of an object, and read by nobody who uses an informer. */
function dropManagedFields({ metadata }: KubernetesObject): void {
  if (metadata.managedFields !== undefined) metadata.managedFields = undefined;
}
