import {
  conflict,
  deepEqual,
  field,
  invalid,
  isConflict,
  type KubernetesObject,
  notFound,
  type ObjectKey,
  type StatusError,
} from '@sampan/api';
import type { Settle } from '../admission/admission-plugin.js';
import { toStored, toWorking } from '../objects/convert-object.js';
import { encodeWithinLimit, storageKey } from '../objects/encode-object.js';
import { groupKind, groupResource } from '../objects/group-names.js';
import { convertAhead, copyObject, readObject, rememberWritten } from '../objects/parse-stored.js';
import { PreconditionError } from '../store/errors.js';
import type { StoredObject } from '../store/store.js';
import { admitMutating, admitValidating } from './admit.js';
import { breathe } from './breathe.js';
import { dedupOwnerReferences } from './dedup-owner-references.js';
import { defaultObject } from './default-object.js';
import { commitRemoval } from './delete-object.js';
import { trackFields } from './managed-fields.js';
import { prepareForUpdate } from './prepare-object.js';
import { reserving } from './reserving.js';
import { validateUpdate } from './validate-object.js';
import type { WriteContext, WrittenObject } from './write-context.js';

/** A change of one object. */
export interface Update {
  readonly key: ObjectKey;
  /**
   * The new object, which belongs to the update; `current` makes a copy of the object as it is. `bytes` is what is to be
   * worked on: the body, or the stored object. Runs again when somebody else wrote in between.
   */
  change(current: () => KubernetesObject, bytes: number): KubernetesObject | Promise<KubernetesObject>;
  /** The new object is the client's alone: it has to name the version that it replaces, where the kind asks for that. */
  readonly replaces?: boolean;
  /** The object must have this uid. */
  readonly uid?: string;
  /** Ownership is already settled (server-side apply). */
  readonly fieldsTracked?: boolean;
}

/** How often a write that others keep overtaking is tried. */
const maxTries = 100;

/**
 * Reads, changes and writes, again when somebody else wrote in between; a resourceVersion in the new object makes that a
 * Conflict. Writes nothing where nothing changed. An object that is being deleted goes with its last finalizer.
 */
export async function updateObject(context: WriteContext, update: Update): Promise<WrittenObject> {
  const { store } = context.server;
  const key = storageKey(context.resource, update.key);
  for (let tries = 1; ; tries++) {
    const found = store.latest(key);
    const stored = found instanceof Promise ? await found : found;
    if (stored === undefined) {
      await store.settled(key);
      throw notFound(groupResource(context.resource), update.key.name);
    }
    try {
      return await updateOnce(context, update, stored);
    } catch (error) {
      // Who loses to a write under way is told when it can be read: before, reading again would be to lose again.
      if (isConflict(error)) await store.settled(key);
      if (!(error instanceof PreconditionError)) throw error;
      if (tries === maxTries) throw conflict(groupResource(context.resource), update.key.name);
    }
  }
}

/**
 * In the order of the rules: the change, the version that the writer has seen, defaults, field ownership, mutating
 * admission, prepare, validation, validating admission, conversion to the stored version, reserve, commit. Who has seen an older
 * version is told so before the work is done for nothing. Waits only where it must: a tick between reading and writing
 * lets another writer in.
 */
async function updateOnce(context: WriteContext, update: Update, stored: StoredObject): Promise<WrittenObject> {
  const { resource } = context;
  const { strategy } = resource;
  const { key } = update;
  const reading = convertAhead(resource.working, [stored]);
  if (reading !== undefined) await reading;
  const old = readObject(resource.working, stored);
  requireUid(context, update, old);
  const bytes = Math.max(context.bodyBytes, stored.bytes.length);
  const changing = update.change(() => copyObject(resource, stored), bytes);
  const changed = toWorking(resource, changing instanceof Promise ? await changing : changing);
  const unconditional = requireRevision(context, changed, { stored, replaces: update.replaces === true });
  const afterChange = breathe(bytes);
  if (afterChange !== undefined) await afterChange;
  dedupOwnerReferences(changed, context);
  defaultObject(resource, changed);
  const tracking = update.fieldsTracked ? undefined : trackFields(context, { old, object: changed, bytes });
  if (tracking instanceof Promise) await tracking;
  const afterTracking = breathe(bytes);
  if (afterTracking !== undefined) await afterTracking;
  const mutating = admitMutating(context, { operation: 'UPDATE', ...key, object: changed, oldObject: old });
  const object = mutating instanceof Promise ? await mutating : mutating;
  if (object !== changed) dedupOwnerReferences(object, context);
  prepareForUpdate(context, object, old);
  validateUpdate(context, object, old);
  for (const warning of strategy.warnings?.(object, old) ?? []) context.warn(warning);
  const afterValidation = breathe(bytes);
  if (afterValidation !== undefined) await afterValidation;
  const validating = admitValidating(context, { operation: 'UPDATE', ...key, object, oldObject: old });
  const settle = validating instanceof Promise ? await validating : validating;
  object.metadata.resourceVersion = old.metadata.resourceVersion;
  if (deepEqual(object, old)) {
    await settle?.(false);
    return unchanged(context, old, stored);
  }
  try {
    return await commitUpdate(context, object, { stored, old, settle });
  } catch (error) {
    if (error instanceof PreconditionError && !unconditional) throw conflict(groupResource(resource), key.name);
    throw error;
  }
}

/** Nothing to write. The version that is already as it should be may still be under way, and could fail. */
async function unchanged({ server }: WriteContext, object: KubernetesObject, stored: StoredObject) {
  const { store } = server;
  if (stored.revision > store.revision) {
    await store.settled(stored.key);
    const now = await store.latest(stored.key);
    if (now !== stored) throw new PreconditionError(stored.key, stored.revision, now);
  }
  return { object, stored };
}

function requireUid({ resource }: WriteContext, { uid, key }: Update, old: KubernetesObject): void {
  if (uid === undefined || uid === '' || uid === old.metadata.uid) return;
  const message = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`;
  throw conflict(groupResource(resource), key.name, message);
}

/** Throws where the writer has seen another version. Returns whether it does not care. */
function requireRevision(
  { resource }: WriteContext,
  object: KubernetesObject,
  { stored, replaces }: { stored: StoredObject; replaces: boolean },
): boolean {
  const { resourceVersion, name = '' } = object.metadata;
  if (resourceVersion !== undefined && resourceVersion !== '') {
    if (resourceVersion === String(stored.revision)) return false;
    throw /^\d+$/.test(resourceVersion)
      ? conflict(groupResource(resource), name)
      : invalidVersion(
          resource,
          name,
          field.invalid('metadata.resourceVersion', resourceVersion, parseError(resourceVersion)),
        );
  }
  if (replaces && resource.strategy.unconditionalUpdate === false) {
    const named = { group: resource.group, kind: resource.plural };
    throw invalid(named, name, [field.invalid('metadata.resourceVersion', 0, 'must be specified for an update')]);
  }
  return true;
}

function invalidVersion(
  resource: WriteContext['resource'],
  name: string,
  error: ReturnType<typeof field.invalid>,
): StatusError {
  return invalid(groupKind(resource), name, [error]);
}

function parseError(resourceVersion: string): string {
  return `strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`;
}

async function commitUpdate(
  context: WriteContext,
  object: KubernetesObject,
  { stored, old, settle }: { stored: StoredObject; old: KubernetesObject; settle: Settle | undefined },
): Promise<WrittenObject> {
  const { server, resource, dryRun } = context;
  return reserving(context, { object, old, settle }, async () => {
    if (dryRun) return { object };
    if (goesNow(context, object)) {
      // Watchers are told of the object as it was kept; the writer, of what it wrote.
      const kept = convertAhead(resource.hub, [stored]);
      if (kept !== undefined) await kept;
      const last = copyObject(resource.hub, stored);
      await commitRemoval(context, last, stored);
      object.metadata.resourceVersion = last.metadata.resourceVersion;
      return { object };
    }
    const converting = toStored(resource, object);
    const kept = converting instanceof Promise ? await converting : converting;
    const written = await server.store.commit({
      type: 'put',
      key: stored.key,
      expected: stored.revision,
      encode: () => encodeWithinLimit(resource.hub, kept, stored),
    });
    rememberWritten(written, kept);
    return { object, stored: written };
  });
}

/** Whether nothing keeps an object any longer whose deletion was asked for. */
function goesNow({ resource }: WriteContext, object: KubernetesObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (deletionTimestamp === undefined || (deletionGracePeriodSeconds ?? 0) > 0) return false;
  return (finalizers ?? []).length === 0 && resource.strategy.heldBack?.(object) !== true;
}
