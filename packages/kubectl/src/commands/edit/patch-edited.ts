import {
  createJsonMergePatch,
  createTwoWayMergePatch,
  deepEqual,
  isInvalid,
  isNotFound,
  type JsonObject,
} from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';
import { statusOf } from '../../framework/report-error.js';
import { createPrinter } from '../../printers/printer.js';
import {
  type EditedObject,
  type EditMode,
  type EditOptions,
  editSubject,
  objectIntroduction,
  type Refused,
} from './edit-mode.js';

/** What only an edit of the server's objects knows. */
export interface PatchOptions extends EditOptions {
  /** Print the patch that is sent. */
  outputPatch: boolean;
  subresource: string;
}

/** Editing objects of the server: each change is sent as a patch, of the kind that its type takes. */
export function patchMode(options: PatchOptions): EditMode {
  return {
    introduction: objectIntroduction,
    async send(context, edited) {
      const refused: Refused = { reasons: [], retryable: 0, notFound: 0 };
      for (const { original, target } of edited) {
        if (deepEqual(original.object, target.object)) {
          const print = await createPrinter(context, options.print, { operation: 'skipped' });
          context.print(await print(target.object));
          continue;
        }
        const patch = await patchOf({ original, target });
        try {
          if (options.outputPatch) context.print(`Patch: ${JSON.stringify(patch.body)}\n`);
          const patched = await (await context.client()).resource(target.type).patch(target, patch, {
            fieldManager: options.fieldManager,
            fieldValidation: options.fieldValidation,
            ...(options.subresource !== '' && { subresource: options.subresource }),
          });
          const print = await createPrinter(context, options.print, { operation: 'edited' });
          context.print(await print(patched));
        } catch (error) {
          noteRefusal(context, refused, { error, subject: editSubject(target) });
        }
      }
      return refused;
    },
  };
}

/** What changes an object into what was edited. Its identity stays: a patch cannot change that. */
async function patchOf({ original, target }: EditedObject): Promise<{ type: 'merge' | 'strategic'; body: JsonObject }> {
  const { mergeMetadata } = await import('@sampan/api/merge-metadata');
  const before = original.object as JsonObject;
  const after = target.object as JsonObject;
  const isSame =
    original.object.apiVersion === target.object.apiVersion &&
    original.object.kind === target.object.kind &&
    original.object.metadata.name === target.object.metadata.name;
  if (!isSame) throw new CommandError('At least one of apiVersion, kind and name was changed');
  const schema = mergeMetadata(target.type);
  return schema === undefined
    ? { type: 'merge', body: createJsonMergePatch(before, after) }
    : { type: 'strategic', body: createTwoWayMergePatch(before, after, schema) };
}

/** Sorts a refusal by what helps against it: another edit, another try, or nothing. */
function noteRefusal(
  context: Context,
  refused: Refused,
  { error, subject }: { error: unknown; subject: string },
): void {
  const status = statusOf(error);
  if (status === undefined) throw error;
  if (isInvalid(error)) {
    const details = (status.details?.causes ?? []).map(({ field = '', message = '' }) => `${field}: ${message}`);
    refused.reasons.push({ head: `${subject} was not valid`, details });
    context.warn(`error: ${subject} is invalid`);
  } else if (isNotFound(error)) {
    refused.notFound++;
    context.warn(`error: ${subject} could not be found on the server`);
  } else {
    refused.retryable++;
    context.warn(`error: ${subject} could not be patched: ${status.message ?? ''}`);
  }
}
