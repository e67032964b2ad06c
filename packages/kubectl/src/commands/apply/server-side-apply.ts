import { isConflict } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';
import type { ObjectTarget } from '../../framework/selection.js';
import type { Applied, ApplyOptions } from './apply-options.js';

/** Sends the object as it is; the server merges it by who owns which field. */
export async function serverSideApply(context: Context, target: ObjectTarget, options: ApplyOptions): Promise<Applied> {
  const { type, namespace, name, object } = target;
  const resource = (await context.client()).resource(type);
  try {
    const applied = await resource.patch(
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
    return { target, object: applied, operation: 'serverside-applied' };
  } catch (error) {
    if (isConflict(error)) throw new CommandError(`${(error as Error).message}\n${conflictAdvice}`);
    throw error;
  }
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
