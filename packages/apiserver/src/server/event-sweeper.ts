import type { Timer } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { encodeObject } from '../objects/encode-object.js';
import { readObject } from '../objects/parse-stored.js';
import { followStore } from '../store/follow-store.js';
import type { StoredObject } from '../store/store.js';
import type { ServerContext } from './server-context.js';

/** Drops objects whose kind says how long they are kept (Events), counted from their last write. */
export interface Sweeper {
  stop(): void;
}

/**
 * Follows each such kind by a watch: objects are queued in the order in which they were written, so that the first of
 * the queue is the next to go, and one timer is enough. After a restart the time starts anew. `eventTtl`, in milliseconds,
 * takes the place of what kinds say.
 */
export function startSweeper(server: ServerContext, eventTtl?: number): Sweeper {
  const swept = new Map<string, ResourceDefinition>();
  for (const resource of server.resources.all()) {
    const { storage, strategy } = resource;
    if (storage !== undefined && strategy.timeToLive !== undefined && !swept.has(storage.prefix)) {
      swept.set(storage.prefix, resource);
    }
  }
  const sweepers = [...swept.values()].map((resource) => {
    return sweep(server, resource, eventTtl ?? (resource.strategy.timeToLive ?? 0) * 1000);
  });
  return {
    stop: () => {
      for (const sweeper of sweepers) sweeper.stop();
    },
  };
}

function sweep(server: ServerContext, resource: ResourceDefinition, lifetime: number): Sweeper {
  const { clock, store } = server;
  const prefix = `${resource.storage?.prefix}/`;
  /** What is due, by key; a new write puts its key at the end. */
  const due = new Map<string, { object: StoredObject; at: number }>();
  let timer: Timer | undefined;
  let stopped = false;

  function keep(object: StoredObject): void {
    due.delete(object.key);
    due.set(object.key, { object, at: clock.now() + lifetime });
    schedule();
  }

  function schedule(): void {
    if (timer !== undefined || stopped) return;
    const first = due.values().next().value;
    if (first !== undefined) timer = clock.setTimeout(dropDue, first.at - clock.now());
  }

  function dropDue(): void {
    timer = undefined;
    const now = clock.now();
    for (const [key, { object, at }] of due) {
      if (at > now) break;
      due.delete(key);
      drop(object).catch((error: unknown) => server.logError(error));
    }
    schedule();
  }

  async function drop({ key, revision }: StoredObject): Promise<void> {
    const current = await store.latest(key);
    if (current?.revision !== revision) return;
    const encode = () => encodeObject(resource, readObject(resource.hub, current));
    await store.commit({ type: 'delete', key, expected: revision, encode });
  }

  const following = followStore(store, prefix, {
    reset: (objects) => {
      const present = new Set(objects.map(({ key }) => key));
      for (const key of due.keys()) if (!present.has(key)) due.delete(key);
      for (const object of objects) if (due.get(object.key)?.object !== object) keep(object);
    },
    changed: (events) => {
      for (const { type, object } of events) {
        if (type === 'put') keep(object);
        else due.delete(object.key);
      }
    },
  });
  following.catch((error: unknown) => server.logError(error));
  return {
    stop: () => {
      stopped = true;
      following.then((follower) => follower.stop()).catch(() => undefined);
      timer?.cancel();
    },
  };
}
