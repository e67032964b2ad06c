import {
  type Clock,
  controllerOf,
  formatKey,
  isAlreadyExists,
  isConflict,
  isNotFound,
  type KubernetesObject,
  keyOf,
  type ObjectKey,
  parseKey,
  type ResourceType,
} from '@sampan/api';
import { createEventRecorder, type EventRecorder } from '../events/event-recorder.js';
import type { Informer } from '../informer/informer.js';
import type { InformerFactory } from '../informer/informer-factory.js';
import type { Lister } from '../informer/lister.js';
import type { Logger } from '../logging/logger.js';
import { createRateLimitingQueue, type RateLimitingQueue } from '../queue/rate-limiting-queue.js';
import { runWorkers } from '../queue/run-workers.js';
import type { Client } from '../rest/client.js';
import { randomSuffix } from '../util/random-suffix.js';
import type { ControllerContext, ControllerDefinition } from './define-controller.js';
import { createExecutor } from './executor.js';

export interface ControllerEnvironment {
  client: Client;
  informers: InformerFactory;
  clock: Clock;
  logger: Logger;
  metrics?: ControllerMetrics;
}

/** Told about every reconcile. */
export interface ControllerMetrics {
  reconciled(controller: string, outcome: 'success' | 'requeue' | 'error', milliseconds: number): void;
}

export interface RunningController {
  readonly name: string;
  /** Ends after the reconciles that are running. */
  stop(): Promise<void>;
}

const defaultConcurrency = 5;

/**
 * Runs a controller: keys come from the informers, wait in the queue, and are reconciled once all informers that the
 * definition names are synced. A reconcile that throws is tried again later, each time after a longer wait.
 */
export function startController(
  definition: ControllerDefinition,
  environment: ControllerEnvironment,
): RunningController {
  const { clock, metrics } = environment;
  const { name, concurrency = defaultConcurrency } = definition;
  const logger = environment.logger.child({ controller: name });
  const queue = createRateLimitingQueue(clock);
  const recorder = createEventRecorder(environment.client, {
    clock,
    component: definition.eventSource ?? `${name}-controller`,
    logger,
  });
  const informers = informersOf(definition, environment.informers);
  const context = contextOf({ ...environment, logger }, recorder, informers);
  const subscriptions = subscribeAll(definition, context, { informers: environment.informers, queue });

  async function reconcile(key: string): Promise<void> {
    const started = clock.now();
    try {
      const result = await definition.reconcile(parseKey(key), context);
      queue.forget(key);
      if (result?.requeueAfterMs !== undefined) queue.addAfter(key, result.requeueAfterMs);
      metrics?.reconciled(name, result?.requeueAfterMs === undefined ? 'success' : 'requeue', clock.now() - started);
    } catch (error) {
      report(error, key);
      queue.addRateLimited(key);
      metrics?.reconciled(name, 'error', clock.now() - started);
    }
  }

  /** Losing a race is everyday life and says nothing to anybody. */
  function report(error: unknown, key: string): void {
    const isRace = isConflict(error) || isNotFound(error) || isAlreadyExists(error);
    logger[isRace ? 'debug' : 'warn']('reconcile failed, will be tried again', {
      key,
      failures: queue.failures(key) + 1,
      error,
    });
  }

  let working: Promise<void> | undefined;
  Promise.all(informers.map((informer) => informer.synced)).then(() => {
    working = runWorkers(queue, concurrency, reconcile);
  });

  return {
    name,
    async stop() {
      for (const unsubscribe of subscriptions) unsubscribe();
      queue.shutDown();
      await working;
      await recorder.stop();
    },
  };
}

function informersOf(definition: ControllerDefinition, factory: InformerFactory): Informer<KubernetesObject>[] {
  const { primary, owns = [], watches = [], reads = [], indices = [] } = definition;
  const types = new Set<ResourceType>([primary, ...owns, ...watches.map(({ resource }) => resource), ...reads]);
  for (const { resource, name, valuesOf } of indices) {
    types.add(resource);
    factory.informer(resource).addIndex(name, valuesOf);
  }
  return [...types].map((type) => factory.informer(type));
}

function contextOf(
  { client, informers: factory, clock, logger }: ControllerEnvironment,
  recorder: EventRecorder,
  informers: readonly Informer<KubernetesObject>[],
): ControllerContext {
  const listers = new Map(informers.map(({ type, lister }) => [nameOf(type), lister]));
  return {
    ...createExecutor({ client, informers: factory, recorder }),
    client,
    clock,
    recorder,
    logger,
    randomSuffix: () => randomSuffix(),
    lister<T extends KubernetesObject>(type: ResourceType<T>) {
      const lister = listers.get(nameOf(type));
      if (lister === undefined) throw new Error(`the controller's definition does not name ${type.plural}`);
      return lister as Lister<KubernetesObject> as Lister<T>;
    },
  };
}

function nameOf({ group, plural }: Pick<ResourceType, 'group' | 'plural'>): string {
  return `${plural}.${group}`;
}

interface Wiring {
  informers: InformerFactory;
  queue: RateLimitingQueue;
  matters?: ((object: KubernetesObject, old: KubernetesObject) => boolean) | undefined;
}

function subscribeAll(definition: ControllerDefinition, context: ControllerContext, wiring: Wiring): (() => void)[] {
  const { primary, matters: primaryMatters, owns = [], watches = [] } = definition;
  return [
    subscribe(primary, (object) => [keyOf(object)], { ...wiring, matters: primaryMatters }),
    ...owns.map((type) => subscribe(type, (object) => controllingOwner(object, primary), wiring)),
    ...watches.map(({ resource, requests, matters }) =>
      subscribe(resource, (object) => requests(object, context), { ...wiring, matters }),
    ),
  ];
}

/** Every change queues the keys that the object concerns, and those that its old state concerned. */
function subscribe(
  type: ResourceType,
  requests: (object: KubernetesObject) => readonly ObjectKey[],
  { informers, queue, matters }: Wiring,
): () => void {
  const enqueue = (object: KubernetesObject): void => {
    for (const key of requests(object)) queue.add(formatKey(key));
  };
  return informers.informer(type).subscribe({
    added: enqueue,
    deleted: enqueue,
    updated(object, old) {
      if (matters !== undefined && !matters(object, old)) return;
      enqueue(old);
      enqueue(object);
    },
  });
}

/** The owner of the primary's kind that controls `object`. */
function controllingOwner({ metadata }: KubernetesObject, { kind, group }: ResourceType): ObjectKey[] {
  const owner = controllerOf({ metadata });
  if (owner === undefined || owner.kind !== kind || groupOf(owner.apiVersion) !== group) return [];
  return [{ namespace: metadata.namespace ?? '', name: owner.name }];
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}
