import {
  formatKey,
  type KubernetesObject,
  keyOf,
  type ObjectKey,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type StorageClass,
} from '@sampan/api';

/** What plugins see of claims and volumes. */
export interface Storage {
  readonly claims: Pick<ObjectTable<PersistentVolumeClaim>, 'get' | 'all'>;
  readonly volumes: Pick<ObjectTable<PersistentVolume>, 'get' | 'all'>;
  readonly classes: Pick<ObjectTable<StorageClass>, 'get' | 'all'>;
}

/** The objects of one kind. */
export class ObjectTable<T extends KubernetesObject> {
  readonly #objects = new Map<string, T>();

  get(key: ObjectKey): T | undefined {
    return this.#objects.get(formatKey(key));
  }

  all(): T[] {
    return [...this.#objects.values()];
  }

  set(object: T): void {
    this.#objects.set(formatKey(keyOf(object)), object);
  }

  delete(object: T): void {
    this.#objects.delete(formatKey(keyOf(object)));
  }
}

export class StorageState implements Storage {
  readonly claims = new ObjectTable<PersistentVolumeClaim>();
  readonly volumes = new ObjectTable<PersistentVolume>();
  readonly classes = new ObjectTable<StorageClass>();
}

/** The claims that a Pod uses: those that it names, and those that are made for it. */
export function claimNamesOf({ metadata, spec }: Pod): string[] {
  return (spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    const claim = ephemeral === undefined ? persistentVolumeClaim?.claimName : `${metadata.name}-${name}`;
    return claim === undefined ? [] : [claim];
  });
}
