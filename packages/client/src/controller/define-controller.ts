import type { Clock, KubernetesObject, ObjectKey, ResourceType } from '@sampan/api';
import type { EventRecorder } from '../events/event-recorder.js';
import type { Lister } from '../informer/lister.js';
import type { Logger } from '../logging/logger.js';
import type { Client } from '../rest/client.js';
import type { Executor } from './executor.js';

/** What a controller is: which objects it looks after, what makes it look again, and what it does then. */
export interface ControllerDefinition<P extends KubernetesObject = KubernetesObject> {
  /** Its name in logs and metrics, and in Events with `-controller` appended. */
  name: string;
  primary: ResourceType<P>;
  /** Whether an update of a primary object is worth a look; every one is, when this is absent. */
  matters?(object: P, old: P): boolean;
  /** Who Events come from, where that is not the name with `-controller` appended. */
  eventSource?: string;
  /** Resources of which changes concern their controlling owner, when that is of the primary's kind. */
  owns?: readonly ResourceType[];
  watches?: readonly Watched[];
  /** Resources that `reconcile` reads and whose changes concern nothing by themselves. */
  reads?: readonly ResourceType[];
  /** Indices that `reconcile` reads through `lister(type).byIndex`. */
  indices?: readonly Index[];
  /** How many objects are reconciled at a time; 5 by default. */
  concurrency?: number;
  reconcile(request: ObjectKey, context: ControllerContext): Promise<Result | undefined> | Promise<void>;
}

/** Another resource of which changes concern some primary objects. */
export interface Watched<T extends KubernetesObject = KubernetesObject> {
  resource: ResourceType<T>;
  /** Which primary objects `object` concerns. On an update it is asked with the old state too. */
  requests(object: T, context: ControllerContext): readonly ObjectKey[];
  /** Whether an update is worth a look; every one is, when this is absent. */
  matters?(object: T, old: T): boolean;
}

export interface Index<T extends KubernetesObject = KubernetesObject> {
  resource: ResourceType<T>;
  name: string;
  valuesOf(object: T): readonly string[];
}

/** When to reconcile again without anything having changed. */
export interface Result {
  requeueAfterMs?: number;
}

export interface ControllerContext extends Executor {
  client: Client;
  /** Only resources that the definition names are kept. */
  lister<T extends KubernetesObject>(type: ResourceType<T>): Lister<T>;
  clock: Clock;
  recorder: EventRecorder;
  /** Five characters of Kubernetes' safe alphabet. */
  randomSuffix(): string;
  logger: Logger;
}

/** A controller is a value: it runs when {@link startController} is given it. */
export function defineController<P extends KubernetesObject>(
  definition: ControllerDefinition<P>,
): ControllerDefinition<P> {
  return definition;
}

/** Ties the type of a watched resource to its `requests`. */
export function watched<T extends KubernetesObject>(
  resource: ResourceType<T>,
  requests: (object: T, context: ControllerContext) => readonly ObjectKey[],
  matters?: (object: T, old: T) => boolean,
): Watched {
  const watch: Watched = { resource, requests: requests as Watched['requests'] };
  return matters === undefined ? watch : { ...watch, matters: matters as Watched['matters'] };
}

/** Ties the type of an indexed resource to its `valuesOf`. */
export function index<T extends KubernetesObject>(
  resource: ResourceType<T>,
  name: string,
  valuesOf: (object: T) => readonly string[],
): Index {
  return { resource, name, valuesOf: valuesOf as Index['valuesOf'] };
}
