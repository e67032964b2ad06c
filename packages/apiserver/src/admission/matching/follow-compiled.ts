import type { KubernetesObject, ResourceDescription } from '@sampan/api';
import { keyPrefix } from '../../objects/encode-object.js';
import { readAsStored } from '../../objects/parse-stored.js';
import { followStore } from '../../store/follow-store.js';
import type { Store, StoredObject } from '../../store/store.js';

/** What the stored objects of a kind compile to. */
export interface CompiledObjects<C> {
  /** In the order of the objects' names. */
  readonly all: readonly C[];
  stop(): void;
}

/** Compiles the stored objects of a kind, each when it changes. `changed` is told when `all` is another. */
export async function followCompiled<O extends KubernetesObject, C>(
  store: Store,
  type: ResourceDescription<O>,
  { compile, changed }: { compile(object: O): C; changed(): void },
): Promise<CompiledObjects<C>> {
  const byKey = new Map<string, C>();
  let all: readonly C[] = [];

  function see(stored: StoredObject): void {
    if (!stored.damaged) byKey.set(stored.key, compile(readAsStored(stored) as O));
  }

  function settle(): void {
    all = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, compiled]) => compiled);
    changed();
  }

  const following = await followStore(store, keyPrefix(type), {
    reset: (objects) => {
      byKey.clear();
      for (const stored of objects) see(stored);
      settle();
    },
    changed: (events) => {
      for (const { type: change, object } of events) {
        if (change === 'delete') byKey.delete(object.key);
        else see(object);
      }
      settle();
    },
  });
  return {
    get all() {
      return all;
    },
    stop: () => following.stop(),
  };
}
