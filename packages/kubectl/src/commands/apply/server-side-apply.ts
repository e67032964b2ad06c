import { isConflict } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError } from '../../framework/errors.js';
import type { ObjectTarget } from '../../framework/selection.js';
import type { Applied, ApplyOptions } from './apply-options.js';
import { migrateManagers, warn } from './migrate-managers.js';

/**
 * Sends the object as it is; the server merges it by who owns which field. What client-side applies have owned is handed
 * over first time, and the object is sent once more, so that what the file has dropped since goes too.
 */
export async function serverSideApply(context: Context, target: ObjectTarget, options: ApplyOptions): Promise<Applied> {
  const { type, namespace, name, object } = target;
  const resource = (await context.client()).resource(type);
  const send = () =>
    resource.patch(
      { namespace, name },
      { type: 'apply', body: object },
      {
        fieldManager: options.fieldManager,
        fieldValidation: options.validation,
        force: options.forceConflicts,
        ...(options.dryRun === 'server' && { dryRun: true }),
        ...(options.subresource !== '' && { subresource: options.subresource }),
      },
    );
  const applied = await send().catch((error: unknown) => {
    throw isConflict(error) ? new CommandError(`${errorWords(error)}\n${conflictAdvice}`) : error;
  });
  const migration = { applied, fieldManager: options.fieldManager, isTrial: options.dryRun === 'server' };
  const migrated = await migrateManagers(context, target, migration);
  if (migrated === undefined) return { target, object: applied, operation: 'serverside-applied' };
  const settled = await send().catch((error: unknown) =>
    warn(context, 'failed to re-apply configuration after performing Server-Side Apply migration', error),
  );
  return { target, object: settled ?? migrated, operation: 'serverside-applied' };
}

const conflictAdvice = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;
