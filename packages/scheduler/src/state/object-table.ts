import { formatKey, type KubernetesObject, keyOf, type ObjectKey } from '@sampan/api';

/** The objects of one kind, by namespace and name; some may be assumed to be what the server does not say yet. */
export class ObjectTable<T extends KubernetesObject> {
  readonly #objects = new Map<string, Map<string, T>>();
  readonly #told = new Map<string, T>();

  get({ namespace, name }: ObjectKey): T | undefined {
    return this.#objects.get(namespace)?.get(name);
  }

  /** Those of one namespace; '' for kinds that have none. */
  in(namespace: string): Iterable<T> {
    return this.#objects.get(namespace)?.values() ?? [];
  }

  *all(): Iterable<T> {
    for (const objects of this.#objects.values()) yield* objects.values();
  }

  /** What the server says: it ends what was assumed, unless that is the answer to a newer write. */
  set(object: T): void {
    const key = formatKey(keyOf(object));
    if (this.#told.has(key) && versionOf(this.get(keyOf(object))) > versionOf(object)) {
      this.#told.set(key, object);
      return;
    }
    this.#told.delete(key);
    this.#put(object);
  }

  delete(object: T): void {
    const key = keyOf(object);
    this.#told.delete(formatKey(key));
    this.#objects.get(key.namespace)?.delete(key.name);
  }

  /** Takes an object to be as it is about to be written. */
  assume(object: T): void {
    const key = keyOf(object);
    const told = this.get(key);
    if (told === undefined) return;
    if (!this.#told.has(formatKey(key))) this.#told.set(formatKey(key), told);
    this.#put(object);
  }

  /** Takes an assumption back. */
  restore(key: ObjectKey): void {
    const told = this.#told.get(formatKey(key));
    if (told === undefined) return;
    this.#told.delete(formatKey(key));
    this.#put(told);
  }

  #put(object: T): void {
    const { namespace, name } = keyOf(object);
    const known = this.#objects.get(namespace) ?? new Map<string, T>();
    this.#objects.set(namespace, known.set(name, object));
  }
}

function versionOf(object: KubernetesObject | undefined): number {
  return Number(object?.metadata.resourceVersion ?? 0);
}
