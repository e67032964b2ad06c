import { conflict, type DeleteOptions, formatTime, type KubernetesObject, notFound, type ObjectKey } from '@sampan/api';
import { nameOnly, removeDamaged } from '../objects/damage.js';
import { encodeObject, storageKey } from '../objects/encode-object.js';
import { groupResource } from '../objects/group-names.js';
import { convertAhead, copyObject, readObject, rememberWritten } from '../objects/parse-stored.js';
import { PreconditionError } from '../store/errors.js';
import type { StoredObject } from '../store/store.js';
import { admit } from './admit.js';
import { settling } from './settling.js';
import type { WriteContext, WrittenObject } from './write-context.js';

/**
 * Deletes an object, or begins to:
 *
 *     finalizers, a namespace's content ──▶ marked with deletionTimestamp; an update goes on when they are gone
 *     a grace period (Pods)             ──▶ marked; the node's agent deletes it with no grace once it is down
 *     nothing                           ──▶ gone
 *
 * The result has no `stored` when the object is gone.
 */
export async function deleteObject(
  context: WriteContext,
  key: ObjectKey,
  options: DeleteOptions,
): Promise<WrittenObject> {
  const { store } = context.server;
  const place = storageKey(context.resource, key);
  for (let tries = 1; ; tries++) {
    const found = store.latest(place);
    const stored = found instanceof Promise ? await found : found;
    if (stored === undefined) {
      await store.settled(place);
      throw notFound(groupResource(context.resource), key.name);
    }
    try {
      return await deleteOnce(context, stored, options);
    } catch (error) {
      if (!(error instanceof PreconditionError)) throw error;
      if (tries === maxTries) throw conflict(groupResource(context.resource), key.name);
    }
  }
}

/** How often a delete that others keep overtaking is tried. */
const maxTries = 100;

async function deleteOnce(context: WriteContext, stored: StoredObject, options: DeleteOptions): Promise<WrittenObject> {
  const { resource, dryRun } = context;
  for (const version of [resource.working, resource.hub]) {
    const converting = convertAhead(version, [stored]);
    if (converting !== undefined) await converting;
  }
  const old = stored.damaged ? nameOnly(resource.working, stored) : readObject(resource.working, stored);
  checkPreconditions(context, old, options);
  const { namespace = '', name = '' } = old.metadata;
  const admitting = admit(context, { operation: 'DELETE', namespace, name, oldObject: old, options });
  const { settle } = admitting instanceof Promise ? await admitting : admitting;
  return settling(settle, dryRun, () => carryOut(context, { stored, old }, options));
}

async function carryOut(
  context: WriteContext,
  { stored, old }: { stored: StoredObject; old: KubernetesObject },
  options: DeleteOptions,
): Promise<WrittenObject> {
  const { server, resource, dryRun } = context;
  if (stored.damaged) return { object: dryRun ? old : await removeDamaged(resource.hub, stored, server) };
  const object = copyObject(resource.hub, stored);
  const decision = beginDeletion(context, object, options);
  if (decision === 'pending') return { object: old, stored };
  if (dryRun) return decision === 'gone' ? { object } : { object, stored };
  if (decision === 'gone') return commitRemoval(context, object, stored);
  const written = await server.store.commit({
    type: 'put',
    key: stored.key,
    expected: stored.revision,
    encode: () => encodeObject(resource.hub, object),
  });
  rememberWritten(written, object);
  return { object, stored: written };
}

/** Removes the object for good; `object` is the last state that watchers are told of. */
export async function commitRemoval(
  { server, resource }: WriteContext,
  object: KubernetesObject,
  stored: StoredObject,
): Promise<WrittenObject> {
  const encode = () => encodeObject(resource.hub, object);
  const removed = await server.store.commit({ type: 'delete', key: stored.key, expected: stored.revision, encode });
  object.metadata.resourceVersion = String(removed.revision);
  await resource.strategy.release?.(object, server).catch(server.logError);
  return { object };
}

function checkPreconditions({ resource }: WriteContext, old: KubernetesObject, { preconditions }: DeleteOptions) {
  const { uid, resourceVersion, name = '' } = old.metadata;
  // Upstream names the kind where it means the resource.
  const named = { group: resource.group, resource: resource.kind };
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    const message = `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    throw conflict(named, name, message);
  }
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) {
    const message = `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
    throw conflict(named, name, message);
  }
}

/** Marks `object` as the deletion asks for, and says what comes of it. */
function beginDeletion(context: WriteContext, object: KubernetesObject, options: DeleteOptions) {
  const { resource, server } = context;
  const { metadata } = object;
  const now = server.clock.now();
  const wasDue = metadata.deletionTimestamp !== undefined && !metadata.deletionGracePeriodSeconds;
  const graceful = beginGracePeriod(context, object, options);
  if (graceful === 'pending') return 'pending';
  const finalizersChanged = chooseFinalizers(context, object, options);
  const held = (metadata.finalizers ?? []).length > 0 || resource.strategy.heldBack?.(object) === true;
  if (graceful === 'begun') {
    resource.strategy.beginDeletion?.(object);
    return 'marked';
  }
  if (!held) return 'gone';
  if (wasDue && !finalizersChanged) return 'pending';
  if (metadata.deletionTimestamp === undefined || Date.parse(metadata.deletionTimestamp) > now) {
    if (metadata.generation !== undefined) metadata.generation++;
    metadata.deletionTimestamp = formatTime(now);
  }
  metadata.deletionGracePeriodSeconds = 0;
  resource.strategy.beginDeletion?.(object);
  return 'marked';
}

/**
 * Grace periods, as `rest.BeforeDelete` has them: a deletion under way can only be shortened.
 * `none`: the object may go now; `begun`: it was marked; `pending`: it is already on its way.
 */
function beginGracePeriod({ resource, server }: WriteContext, object: KubernetesObject, options: DeleteOptions) {
  const { metadata } = object;
  if (resource.strategy.gracePeriodSeconds === undefined) return 'none';
  const asked = options.gracePeriodSeconds;
  const requested = asked === undefined || asked >= 0 ? asked : 1;
  const running = metadata.deletionGracePeriodSeconds;
  if (metadata.deletionTimestamp !== undefined) {
    if (running === undefined || running === 0) return 'none';
    if (requested === undefined || requested >= running) return 'pending';
    const start = Date.parse(metadata.deletionTimestamp) - running * 1000;
    metadata.deletionTimestamp = formatTime(start + requested * 1000);
    metadata.deletionGracePeriodSeconds = requested;
    return requested === 0 ? 'none' : 'begun';
  }
  const period = resource.strategy.gracePeriodSeconds(object, requested);
  if (period === undefined) return 'none';
  metadata.deletionTimestamp = formatTime(server.clock.now() + period * 1000);
  metadata.deletionGracePeriodSeconds = period;
  if (metadata.generation !== undefined) metadata.generation++;
  return period === 0 ? 'none' : 'begun';
}

/** The garbage collector's finalizers follow from how dependents are to be treated. */
function chooseFinalizers({ resource }: WriteContext, object: KubernetesObject, options: DeleteOptions): boolean {
  const { metadata } = object;
  const before = metadata.finalizers ?? [];
  const wanted = propagationFinalizer(before, options, resource.strategy.defaultDeletion ?? 'background');
  const others = before.filter((finalizer) => finalizer !== 'orphan' && finalizer !== 'foregroundDeletion');
  const after = wanted === undefined ? others : [...others, wanted];
  if (after.length === before.length && after.every((finalizer) => before.includes(finalizer))) return false;
  if (after.length === 0) delete metadata.finalizers;
  else metadata.finalizers = after;
  return true;
}

function propagationFinalizer(
  before: readonly string[],
  { orphanDependents, propagationPolicy }: DeleteOptions,
  usual: 'background' | 'orphan',
): 'orphan' | 'foregroundDeletion' | undefined {
  if (orphanDependents !== undefined) return orphanDependents ? 'orphan' : undefined;
  if (propagationPolicy === 'Orphan') return 'orphan';
  if (propagationPolicy === 'Foreground') return 'foregroundDeletion';
  if (propagationPolicy === 'Background') return undefined;
  if (before.includes('orphan')) return 'orphan';
  if (before.includes('foregroundDeletion')) return 'foregroundDeletion';
  return usual === 'orphan' ? 'orphan' : undefined;
}
