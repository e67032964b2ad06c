import { isNotFound, type KubernetesObject, keyOf, type Namespace, type ResourceType, type Status } from '@sampan/api';
import type { EventRecorder } from '../events/event-recorder.js';
import type { InformerFactory } from '../informer/informer-factory.js';
import type { Client } from '../rest/client.js';
import type { Action } from './actions.js';

/** What became of an action; `skipped` when earlier failures of its batch kept it from being tried. */
export interface Outcome {
  action: Action;
  object?: KubernetesObject;
  error?: unknown;
  skipped?: boolean;
}

/** The one place where controllers' decisions become requests. */
export interface Executor {
  /** Performs all actions, and leaves failures to the caller. */
  attempt(actions: readonly Action[]): Promise<Outcome[]>;
  /** Performs all actions; throws the first failure after the others were tried. */
  perform(actions: readonly Action[]): Promise<(KubernetesObject | undefined)[]>;
  /** Performs actions of which each builds on those before it: after a failure the others are skipped. */
  follow(actions: readonly Action[]): Promise<Outcome[]>;
}

export interface ExecutorOptions {
  client: Client;
  informers: Pick<InformerFactory, 'existing'>;
  recorder: EventRecorder;
}

/**
 * Actions are performed in order; neighbours of one verb and one resource go together, in batches of 1, 2, 4, 8 …, and
 * a failure ends their row, so that a thousand creates that must fail (a quota, a webhook) cost a few requests. What
 * the server answers goes into the informers at once: the next plan sees it. An event tells of what was done just before
 * it, since the last one: it is left out when something of that has failed.
 */
export function createExecutor(options: ExecutorOptions): Executor {
  async function attempt(actions: readonly Action[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    let hasFailed = false;
    for (const row of rowsOf(actions)) {
      const isEvent = row[0]?.verb === 'event';
      const performed: Outcome[] = isEvent && hasFailed ? row.map(skip) : await performRow(row, options);
      hasFailed = !isEvent && (hasFailed || performed.some(isFailure));
      outcomes.push(...performed);
    }
    return outcomes;
  }

  async function follow(actions: readonly Action[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const row of rowsOf(actions)) {
      outcomes.push(...(outcomes.some(isFailure) ? row.map(skip) : await performRow(row, options)));
    }
    return outcomes;
  }

  return {
    attempt,
    follow,
    async perform(actions) {
      const outcomes = await attempt(actions);
      const failed = outcomes.find(isFailure);
      if (failed !== undefined) throw failed.error;
      return outcomes.map(({ object }) => object);
    },
  };
}

/** Neighbours that may go together. */
function rowsOf(actions: readonly Action[]): Action[][] {
  const rows: Action[][] = [];
  for (const action of actions) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (row !== undefined && first?.verb === action.verb && typeOf(first) === typeOf(action)) row.push(action);
    else rows.push([action]);
  }
  return rows;
}

function typeOf(action: Action): ResourceType | undefined {
  return action.verb === 'event' ? undefined : action.type;
}

async function performRow(row: readonly Action[], options: ExecutorOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let start = 0, size = 1; start < row.length; start += size, size *= 2) {
    const batch = await Promise.all(row.slice(start, start + size).map((action) => performOne(action, options)));
    outcomes.push(...batch);
    if (batch.some(isFailure)) break;
  }
  return [...outcomes, ...row.slice(outcomes.length).map(skip)];
}

/** Whether an action was tried and did not work. */
export function isFailure({ error }: Outcome): boolean {
  return error !== undefined;
}

function skip(action: Action): Outcome {
  return { action, skipped: true };
}

async function performOne(action: Action, options: ExecutorOptions): Promise<Outcome> {
  try {
    const object = await send(action, options);
    return object === undefined ? { action } : { action, object };
  } catch (error) {
    return { action, error };
  }
}

async function send(action: Action, options: ExecutorOptions): Promise<KubernetesObject | undefined> {
  if (action.verb === 'event') {
    options.recorder.event(action.about, action.eventType, action.reason, action.message);
    return undefined;
  }
  if (action.verb === 'delete') return remove(action, options);
  const object = await write(action, options.client);
  const informer = options.informers.existing(action.type);
  informer?.observe(object);
  return object;
}

function write(action: Exclude<Action, { verb: 'event' | 'delete' }>, client: Client): Promise<KubernetesObject> {
  const resource = client.resource(action.type);
  switch (action.verb) {
    case 'create':
      return resource.create(action.object);
    case 'update':
      return resource.update(action.object);
    case 'updateStatus':
      return resource.updateStatus(action.object);
    case 'patch': {
      const { key, patch, subresource } = action;
      return resource.patch(key, patch, subresource === undefined ? {} : { subresource });
    }
  }
}

/** What is gone already is what a delete wants. */
async function remove(
  { type, object, options: wishes }: Extract<Action, { verb: 'delete' }>,
  { client, informers }: ExecutorOptions,
): Promise<KubernetesObject | undefined> {
  const key = keyOf(object);
  const { uid } = object.metadata;
  const informer = informers.existing(type);
  const preconditions = { ...(uid !== undefined && { uid }), ...wishes?.preconditions };
  try {
    const answer = await client.resource(type).delete(key, { ...wishes, preconditions });
    if (isStillThere(answer)) {
      informer?.observe(answer);
      return answer;
    }
    if (uid !== undefined) informer?.observeDeleted(key, uid);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return undefined;
}

/** An object that waits for its grace period or its finalizers, rather than the last state of one that is gone. */
function isStillThere(answer: KubernetesObject | Status): answer is KubernetesObject {
  if (answer.kind === 'Status' || answer.metadata === undefined) return false;
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = answer.metadata as KubernetesObject['metadata'];
  if (deletionTimestamp === undefined) return false;
  // A Namespace has finalizers of its own: what empties it.
  const { finalizers: own } = (answer as Namespace).spec ?? {};
  return [...(finalizers ?? []), ...(own ?? [])].length > 0 || (deletionGracePeriodSeconds ?? 0) > 0;
}
