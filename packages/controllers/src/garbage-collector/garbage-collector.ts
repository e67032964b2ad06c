import { isConflict, isNotFound, type OwnerReference } from '@sampan/api';
import {
  type ControllerEnvironment,
  createEventRecorder,
  createExecutor,
  createRateLimitingQueue,
  type Executor,
  eventAction,
  type RunningController,
  runWorkers,
} from '@sampan/client';
import { blockersOf, decide, type OwnerState } from './decide.js';
import {
  createOwnershipGraph,
  foregroundFinalizer,
  type GraphNode,
  orphanFinalizer,
  refersTo,
  waitsForDependents,
  waitsForOrphaning,
} from './graph.js';
import { startMonitors } from './monitors.js';

const concurrency = 20;

/*
 * Promises: what is owned goes when its last owner has gone, or stays without it where that was asked for; an owner that
 * is deleted in the foreground goes after what it owns.
 * Reads: the metadata of every object that is served. Writes: deletes, ownerReferences, and its two finalizers.
 * Runs when: any object appears, changes its owners or finalizers, or goes. The graph says which others that concerns;
 * their uids wait in the queue.
 */
export function startGarbageCollector(environment: ControllerEnvironment): RunningController {
  const { client, informers, clock } = environment;
  const logger = environment.logger.child({ controller: 'garbage-collector' });
  const queue = createRateLimitingQueue(clock);
  const recorder = createEventRecorder(client, { clock, component: 'garbage-collector-controller', logger });
  const executor = createExecutor({ client, informers, recorder });
  const check = (node: GraphNode): void => queue.add(node.uid);
  const graph = createOwnershipGraph({ check, orphan: check });
  const monitors = startMonitors({
    client,
    informers,
    clock,
    logger,
    changed: graph.set,
    deleted: ({ metadata }) => graph.delete(metadata.uid ?? ''),
    servedChanged() {
      for (const node of graph.nodes()) if (node.isVirtual) check(node);
    },
  });

  /** Asks the server whether what `reference` names is there; a kind that is not served is let alone. */
  async function lookUp(
    { apiVersion, kind, name, uid }: OwnerReference,
    namespace: string,
  ): Promise<'there' | 'gone' | 'unknown'> {
    const type = monitors.typeOf(apiVersion, kind);
    if (type === undefined) return 'unknown';
    if (type.namespaced && namespace === '') return 'unknown';
    try {
      const found = await client.metadata(type).get({ namespace: type.namespaced ? namespace : '', name });
      return found.metadata.uid === uid ? 'there' : 'gone';
    } catch (error) {
      if (isNotFound(error)) return 'gone';
      throw error;
    }
  }

  async function stateOf(node: GraphNode, reference: OwnerReference): Promise<OwnerState> {
    const owner = graph.get(reference.uid);
    if (owner !== undefined && !owner.isVirtual) {
      // What is served in two groups is the same object in both.
      const isMeant =
        refersTo(reference, node.key.namespace, owner) || (await lookUp(reference, node.key.namespace)) === 'there';
      if (!isMeant) return tellInvalid(node, reference);
      return waitsForDependents(owner) ? 'waiting' : 'solid';
    }
    if (graph.isGone(reference.uid)) return 'dangling';
    return (await lookUp(reference, node.key.namespace)) === 'gone' ? 'dangling' : 'solid';
  }

  /** The reference names somebody else, or somebody in another namespace: it leads nowhere. */
  async function tellInvalid(node: GraphNode, reference: OwnerReference): Promise<OwnerState> {
    const { apiVersion, kind, key, uid } = node;
    const message = `ownerRef [${reference.apiVersion}/${reference.kind}, name: ${reference.name}, uid: ${reference.uid}] does not exist in namespace "${key.namespace}"`;
    const about = { apiVersion, kind, metadata: { ...key, uid } };
    await executor.perform([eventAction(about, 'Warning', { reason: 'OwnerRefInvalidNamespace', message })]);
    return 'dangling';
  }

  async function confirm(node: GraphNode): Promise<void> {
    const { apiVersion, kind, uid, key } = node;
    const found = await lookUp({ apiVersion, kind, uid, name: key.name }, key.namespace);
    if (found === 'gone' && graph.get(uid)?.isVirtual) graph.delete(uid);
  }

  async function collect(node: GraphNode): Promise<void> {
    const states = new Map<OwnerReference, OwnerState>();
    if (!node.isDeleting) for (const reference of node.owners) states.set(reference, await stateOf(node, reference));
    const decision = decide(node, (reference) => states.get(reference) ?? 'solid');
    switch (decision.kind) {
      case 'nothing':
        for (const blocker of waitsForDependents(node) ? blockersOf(node) : []) if (!blocker.isDeleting) check(blocker);
        return;
      case 'finishForeground':
        return removeFinalizer(executor, node, foregroundFinalizer);
      case 'keepOwners':
        return setOwners(executor, node, decision.owners);
      case 'delete': {
        if (decision.unblock)
          return setOwners(
            executor,
            node,
            node.owners.map((owner) => ({ ...owner, blockOwnerDeletion: false })),
          );
        logger.debug('deleting', { kind: node.kind, ...node.key, policy: decision.policy });
        await remove(executor, node, decision.policy);
      }
    }
  }

  async function process(uid: string): Promise<void> {
    const node = graph.get(uid);
    if (node === undefined) return;
    if (node.isVirtual) return confirm(node);
    if (waitsForOrphaning(node)) return orphan(executor, node);
    return collect(node);
  }

  async function processSafely(uid: string): Promise<void> {
    try {
      await process(uid);
      queue.forget(uid);
    } catch (error) {
      logger[isConflict(error) ? 'debug' : 'warn']('an object could not be collected, will be tried again', {
        uid,
        error,
      });
      queue.addRateLimited(uid);
    }
  }

  let working: Promise<void> | undefined;
  monitors.synced.then(() => {
    working = runWorkers(queue, concurrency, processSafely);
  });

  return {
    name: 'garbage-collector',
    async stop() {
      queue.shutDown();
      await working;
      await monitors.stop();
      await recorder.stop();
    },
  };
}

/** Deletes what was seen, and nothing newer: an object that got another owner meanwhile is looked at again. */
async function remove(
  executor: Executor,
  { type, key, uid, resourceVersion, apiVersion, kind }: GraphNode,
  propagationPolicy: 'Orphan' | 'Foreground' | 'Background',
): Promise<void> {
  if (type === undefined) return;
  const object = { apiVersion, kind, metadata: { ...key, uid, resourceVersion } };
  const options = { propagationPolicy, preconditions: { uid, resourceVersion } };
  await executor.perform([{ verb: 'delete', type, object, options }]);
}

async function orphan(executor: Executor, node: GraphNode): Promise<void> {
  for (const dependent of node.dependents) {
    await setOwners(
      executor,
      dependent,
      dependent.owners.filter(({ uid }) => uid !== node.uid),
    );
  }
  await removeFinalizer(executor, node, orphanFinalizer);
}

function setOwners(executor: Executor, node: GraphNode, ownerReferences: readonly OwnerReference[]): Promise<void> {
  return patchMetadata(executor, node, { ownerReferences });
}

function removeFinalizer(executor: Executor, node: GraphNode, finalizer: string): Promise<void> {
  return patchMetadata(executor, node, { finalizers: node.finalizers.filter((name) => name !== finalizer) });
}

/** Says the version that was seen, so that a change in between is a conflict and not lost. */
async function patchMetadata(
  executor: Executor,
  { type, key, uid, resourceVersion }: GraphNode,
  metadata: Record<string, unknown>,
): Promise<void> {
  if (type === undefined) return;
  const body = { metadata: { ...metadata, uid, resourceVersion } };
  const [outcome] = await executor.attempt([{ verb: 'patch', type, key, patch: { type: 'merge', body } }]);
  if (outcome?.error !== undefined && !isNotFound(outcome.error)) throw outcome.error;
}
