import { isConflict, isInvalid, isNotFound, type UnstructuredObject } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { deleteObject, waitUntilGone } from '../../framework/delete-objects.js';
import { lastAppliedAnnotation, lastAppliedText, withLastApplied } from '../../framework/last-applied.js';
import { infoOf } from '../../framework/read-objects.js';
import type { ObjectTarget } from '../../framework/selection.js';
import { withSource } from '../../framework/writes.js';
import type { Applied, ApplyOptions } from './apply-options.js';
import { threeWayPatch } from './three-way-patch.js';

/** How often a patch is made anew when the object changes meanwhile. */
const patchAttempts = 5;

/** Applies one object: creates it, or patches it by the three-way merge of what was applied, what shall be, what is. */
export async function applyObject(context: Context, target: ObjectTarget, options: ApplyOptions): Promise<Applied> {
  const { type, namespace, name, source } = target;
  const resource = (await context.client()).resource(type);
  const modified = withLastApplied(target.object as UnstructuredObject);
  let current: UnstructuredObject;
  try {
    current = await resource.get({ namespace, name });
  } catch (error) {
    if (!isNotFound(error)) throw withSource(error, retrieving(target), source);
    return { target, object: await create(context, target, { modified, options }), operation: 'created' };
  }
  if (options.dryRun === 'client') return { target, object: current, operation: 'configured' };
  if (lastAppliedText(current) === undefined) {
    context.warn(
      `Warning: resource ${type.plural}/${name} is missing the ${lastAppliedAnnotation} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`,
    );
  }
  const patched = await patchUntilDone(context, target, { current, modified, options });
  if (patched.object.metadata.deletionTimestamp !== undefined) {
    context.warn(`Warning: Detected changes to resource ${name} which is currently being deleted.`);
  }
  return { target, ...patched };
}

interface Change {
  current: UnstructuredObject;
  modified: UnstructuredObject;
  options: ApplyOptions;
}

async function create(
  context: Context,
  { type, source }: ObjectTarget,
  { modified, options }: Omit<Change, 'current'>,
): Promise<UnstructuredObject> {
  if (options.dryRun === 'client') return modified;
  const resource = (await context.client()).resource(type);
  try {
    return await resource.create(modified, {
      fieldManager: options.fieldManager,
      fieldValidation: options.validation,
      ...(options.dryRun === 'server' && { dryRun: true }),
    });
  } catch (error) {
    throw withSource(error, 'creating', source);
  }
}

async function patchUntilDone(
  context: Context,
  target: ObjectTarget,
  { current, modified, options }: Change,
): Promise<Pick<Applied, 'object' | 'operation'>> {
  const { type, namespace, name, source } = target;
  const resource = (await context.client()).resource(type);
  let base = current;
  for (let attempt = 1; ; attempt++) {
    const patch = threeWayPatch({ target, current: base, modified, overwrite: options.overwrite });
    if (Object.keys(patch.body as object).length === 0) return { object: base, operation: 'unchanged' };
    try {
      const object = await resource.patch({ namespace, name }, patch, {
        fieldManager: options.fieldManager,
        fieldValidation: options.validation,
        ...(options.dryRun === 'server' && { dryRun: true }),
      });
      return { object, operation: 'configured' };
    } catch (error) {
      if (isConflict(error) && attempt < patchAttempts) base = await resource.get({ namespace, name });
      else if (options.force && (isConflict(error) || isInvalid(error))) {
        return {
          object: await recreate(context, target, { current: base, modified, options }),
          operation: 'configured',
        };
      } else throw withSource(error, applying(target, patch.body), source);
    }
  }
}

/** `--force`: what cannot be changed is deleted and made anew. */
async function recreate(context: Context, target: ObjectTarget, change: Change): Promise<UnstructuredObject> {
  const { options, current, modified } = change;
  const info = infoOf(target.type, current, target.source);
  const gracePeriod = options.gracePeriod < 0 ? undefined : options.gracePeriod;
  await deleteObject(context, info, { propagationPolicy: options.propagationPolicy, gracePeriod, dryRun: false });
  await waitUntilGone(context, [info], options.timeout);
  return await create(context, target, { modified, options });
}

/** What was being done when an object could not be read, for {@link withSource}. */
export function retrieving(target: Pick<ObjectTarget, 'type' | 'name' | 'namespace'>): string {
  return `retrieving current configuration of:\n${describe(target)}\nfrom server for:`;
}

function applying(target: ObjectTarget, patch: unknown): string {
  return `applying patch:\n${JSON.stringify(patch)}\nto:\n${describe(target)}\nfor:`;
}

function describe({ type, name, namespace }: Pick<ObjectTarget, 'type' | 'name' | 'namespace'>): string {
  const version = `${type.group}/${type.version}`;
  return `Resource: "${version}, Resource=${type.plural}", GroupVersionKind: "${version}, Kind=${type.kind}"\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}`;
}
