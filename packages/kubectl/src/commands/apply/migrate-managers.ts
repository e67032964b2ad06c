import { isConflict, ownersOf, type UnstructuredObject, upgradeManagedFields } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { lastAppliedAnnotation, lastAppliedText } from '../../framework/last-applied.js';
import type { ObjectTarget } from '../../framework/selection.js';

/** The manager that kubectl applies as, by the server's merge, unless it is told another. */
export const serverSideManager = 'kubectl';

/** The manager that keeps the annotation, which client-side apply would need again. */
const annotationManager = 'kubectl-last-applied';

const annotationPath = ['f:metadata', 'f:annotations', `f:${lastAppliedAnnotation}`];

/** How often the record of owners is written anew when the object changes meanwhile. */
const attempts = 5;

/** One object that has been applied by the server's merge. */
export interface Migration {
  applied: UnstructuredObject;
  fieldManager: string;
  isTrial: boolean;
}

/**
 * Gives the fields that client-side applies owned to the manager that has applied now, so that what the file drops can
 * be removed. Undefined where there is nothing to migrate. The annotation stays, as a field of a manager of its own.
 */
export async function migrateManagers(
  context: Context,
  target: ObjectTarget,
  migration: Migration,
): Promise<UnstructuredObject | undefined> {
  let object: UnstructuredObject;
  try {
    object = await keepAnnotation(context, target, migration);
  } catch (error) {
    return void warn(
      context,
      'failed to migrate kubectl.kubernetes.io/last-applied-configuration for Server-Side Apply',
      error,
    );
  }
  try {
    return await upgradeOwners(context, target, { ...migration, applied: object });
  } catch (error) {
    return void warn(context, 'server rejected managed fields migration to Server-Side Apply', error);
  }
}

/** What went wrong after the object was applied is no failure: the next apply tries again. */
export function warn(context: Context, what: string, error: unknown): void {
  context.warn(
    `Warning: ${what}. This is non-fatal and will be retried next time you apply. Error: ${errorWords(error)}`,
  );
}

/** Without an owner of its own the annotation would go with the last of client-side apply's fields. */
async function keepAnnotation(
  context: Context,
  { type, namespace, name }: ObjectTarget,
  { applied, fieldManager, isTrial }: Migration,
): Promise<UnstructuredObject> {
  const text = lastAppliedText(applied);
  if (fieldManager !== serverSideManager || text === undefined) return applied;
  const entries = applied.metadata.managedFields ?? [];
  if (ownersOf(entries, { operation: 'Apply', path: annotationPath }).length > 0) return applied;
  const body = {
    apiVersion: type.apiVersion,
    kind: type.kind,
    metadata: { name, ...(namespace !== '' && { namespace }), annotations: { [lastAppliedAnnotation]: text } },
  };
  const resource = (await context.client()).resource(type);
  const options = { fieldManager: annotationManager, ...(isTrial && { dryRun: true }) };
  return await resource.patch({ namespace, name }, { type: 'apply', body }, options);
}

async function upgradeOwners(
  context: Context,
  { type, namespace, name }: ObjectTarget,
  { applied, fieldManager, isTrial }: Migration,
): Promise<UnstructuredObject | undefined> {
  const resource = (await context.client()).resource(type);
  const from = ownersOf(applied.metadata.managedFields ?? [], { operation: 'Update', path: annotationPath });
  let current = applied;
  for (let attempt = 1; ; attempt++) {
    const entries = current.metadata.managedFields ?? [];
    const upgraded = upgradeManagedFields(entries, { from, to: fieldManager });
    if (upgraded === entries) return undefined;
    // The version is replaced, not tested: a change in between is then a conflict.
    const body = [
      { op: 'replace', path: '/metadata/managedFields', value: upgraded },
      { op: 'replace', path: '/metadata/resourceVersion', value: current.metadata.resourceVersion },
    ];
    try {
      const options = { ...(isTrial && { dryRun: true }) };
      return await resource.patch({ namespace, name }, { type: 'json', body }, options);
    } catch (error) {
      if (!isConflict(error) || attempt === attempts) throw error;
      current = await resource.get({ namespace, name });
    }
  }
}
