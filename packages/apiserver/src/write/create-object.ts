import { alreadyExists, badRequest, generateNameConflict, type KubernetesObject, StatusError } from '@sampan/api';
import { toStored, toWorking } from '../objects/convert-object.js';
import { encodeWithinLimit, storageKey } from '../objects/encode-object.js';
import { groupResource } from '../objects/group-names.js';
import { rememberWritten } from '../objects/parse-stored.js';
import { PreconditionError } from '../store/errors.js';
import type { StoredObject } from '../store/store.js';
import { admitMutating, admitValidating } from './admit.js';
import { breathe } from './breathe.js';
import { dedupOwnerReferences } from './dedup-owner-references.js';
import { defaultObject } from './default-object.js';
import { generateName } from './generate-name.js';
import { trackFields } from './managed-fields.js';
import { prepareForCreate, wipeSystemMetadata } from './prepare-object.js';
import { reserving } from './reserving.js';
import { validateCreate } from './validate-object.js';
import type { WriteContext, WrittenObject } from './write-context.js';

/** Where a new object goes. */
export interface Placement {
  /** Empty for cluster-scoped kinds. */
  readonly namespace: string;
  /** Ownership is already settled (server-side apply). */
  readonly fieldsTracked?: boolean;
}

/** How many generated names are tried before the client is told to. */
const generatedNameTries = 8;

/**
 * Creates `object`, which is decoded and belongs to this function. In the order of the rules: defaults, field
 * ownership, mutating admission, the name, prepare, validation, validating admission, reserve, conversion to the stored
 * version, commit.
 */
export async function createObject(
  context: WriteContext,
  object: KubernetesObject,
  placement: Placement,
): Promise<WrittenObject> {
  const completed = await complete(context, object, placement);
  const { metadata } = completed;
  const generates = !metadata.name && !!metadata.generateName;
  if (generates) metadata.name = await freeName(context, metadata.generateName ?? '', placement);
  try {
    return await createNamed(context, completed, placement);
  } catch (error) {
    if (!(error instanceof PreconditionError)) throw error;
    const name = metadata.name ?? '';
    // Between the look and the write somebody took the name: the object is changed by now, so the client sends it again.
    if (generates) throw generateNameConflict(groupResource(context.resource), name);
    // Who is told that it exists can read it: the write that made it may still be under way.
    await context.server.store.settled(error.key);
    throw nameTaken(context, placement.namespace, name);
  }
}

/** The object with its defaults, with who owns which of its fields, and with what admission adds. */
async function complete(
  context: WriteContext,
  sent: KubernetesObject,
  { namespace, fieldsTracked = false }: Placement,
): Promise<KubernetesObject> {
  const object = toWorking(context.resource, sent);
  dedupOwnerReferences(object, context);
  if (object.metadata.resourceVersion) {
    throw badRequest('resourceVersion should not be set on objects to be created');
  }
  wipeSystemMetadata(object);
  if (!fieldsTracked) delete object.metadata.managedFields;
  defaultObject(context.resource, object);
  const beforeTracking = breathe(context.bodyBytes);
  if (beforeTracking !== undefined) await beforeTracking;
  if (!fieldsTracked) await trackFields(context, { old: undefined, object, bytes: context.bodyBytes });
  const afterTracking = breathe(context.bodyBytes);
  if (afterTracking !== undefined) await afterTracking;
  const name = object.metadata.name ?? '';
  const mutated = await admitMutating(context, { operation: 'CREATE', namespace, name, object });
  if (mutated !== object) dedupOwnerReferences(mutated, context);
  return mutated;
}

/** A generated name that nobody has. It is looked for before the object is worked on, which happens once. */
async function freeName({ server, resource }: WriteContext, base: string, { namespace }: Placement): Promise<string> {
  for (let tries = 1; ; tries++) {
    const name = generateName(base, server.random);
    if ((await server.store.latest(storageKey(resource, { namespace, name }))) === undefined) return name;
    if (tries === generatedNameTries) throw generateNameConflict(groupResource(resource), name);
  }
}

/** What has the name may be on its way out, and its successor may come soon. */
function nameTaken({ resource, server }: WriteContext, namespace: string, name: string): StatusError {
  const error = alreadyExists(groupResource(resource), name);
  const holder = server.objects.of(resource).get(namespace, name);
  if (holder?.metadata.deletionTimestamp === undefined) return error;
  return new StatusError({ ...error.status, message: `object is being deleted: ${error.message}` });
}

/** From the name on: what clients and admission may not choose, validation, validating admission, reserve, commit. */
async function createNamed(
  context: WriteContext,
  object: KubernetesObject,
  { namespace }: Placement,
): Promise<WrittenObject> {
  const { resource, dryRun } = context;
  prepareForCreate(context, object, namespace);
  validateCreate(context, object);
  for (const warning of resource.strategy.warnings?.(object) ?? []) context.warn(warning);
  const afterValidation = breathe(context.bodyBytes);
  if (afterValidation !== undefined) await afterValidation;
  const name = object.metadata.name ?? '';
  const validating = admitValidating(context, { operation: 'CREATE', namespace, name, object });
  const settle = validating instanceof Promise ? await validating : validating;
  return reserving(context, { object, settle }, async () =>
    dryRun ? imagine(context, object) : commitNew(context, object),
  );
}

/** A dry run's answer: the object as it would be, without a revision; taken names are still refused. */
async function imagine({ server, resource }: WriteContext, object: KubernetesObject): Promise<WrittenObject> {
  const { namespace = '', name = '' } = object.metadata;
  const key = storageKey(resource, { namespace, name });
  const existing = await server.store.latest(key);
  if (existing !== undefined) throw new PreconditionError(key, 0, existing);
  return { object };
}

async function commitNew({ server, resource }: WriteContext, object: KubernetesObject): Promise<WrittenObject> {
  const { namespace = '', name = '' } = object.metadata;
  const converting = toStored(resource, object);
  const kept = converting instanceof Promise ? await converting : converting;
  const stored: StoredObject = await server.store.commit({
    type: 'put',
    key: storageKey(resource, { namespace, name }),
    expected: 0,
    encode: () => encodeWithinLimit(resource.hub, kept),
  });
  rememberWritten(stored, kept);
  return { object, stored };
}
