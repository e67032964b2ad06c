import { type FlowSchema, type KubernetesObject, type PriorityLevelConfiguration, resources } from '@sampan/api';
import { keyPrefix } from '../objects/encode-object.js';
import { readAsStored } from '../objects/parse-stored.js';
import { followStore } from '../store/follow-store.js';
import type { Store, StoredObject } from '../store/store.js';
import type { FlowControl } from './flow-control.js';

/** What is configured, as it is stored. */
export interface Configuration {
  readonly schemas: readonly FlowSchema[];
  readonly levels: readonly PriorityLevelConfiguration[];
}

/** Configures flow control as the stored schemas and levels say, from now on; tells `changed` of each change. */
export async function followConfiguration(
  store: Store,
  flow: FlowControl,
  changed: (configuration: Configuration) => void,
): Promise<{ stop(): void }> {
  const schemas = new Map<string, FlowSchema>();
  const levels = new Map<string, PriorityLevelConfiguration>();
  let isLoaded = false;

  function apply(): void {
    if (!isLoaded) return;
    const configuration = { schemas: [...schemas.values()], levels: [...levels.values()] };
    flow.configure(configuration.schemas, configuration.levels);
    changed(configuration);
  }

  const watches = await Promise.all([
    follow(store, keyPrefix(resources.flowSchemas), schemas, apply),
    follow(store, keyPrefix(resources.priorityLevelConfigurations), levels, apply),
  ]);
  isLoaded = true;
  apply();
  return {
    stop: () => {
      for (const watch of watches) watch.stop();
    },
  };
}

function follow<T extends KubernetesObject>(
  store: Store,
  prefix: string,
  known: Map<string, T>,
  changed: () => void,
): Promise<{ stop(): void }> {
  const put = (object: StoredObject): void => {
    if (!object.damaged) known.set(object.key, readAsStored(object) as T);
  };
  return followStore(store, prefix, {
    reset: (objects) => {
      known.clear();
      for (const object of objects) put(object);
      changed();
    },
    changed: (events) => {
      for (const { type, object } of events) {
        if (type === 'put') put(object);
        else known.delete(object.key);
      }
      changed();
    },
  });
}
