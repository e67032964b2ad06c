import type { Context } from '../../framework/context.js';
import { CommandError, throwFailures } from '../../framework/errors.js';
import type { ManifestSources } from '../../framework/manifests.js';
import { objectsOfFiles } from '../../framework/read-objects.js';
import { resolveSelection } from '../../framework/selection.js';
import { parseValidation } from '../../framework/writes.js';
import { createPrinter, type PrintOptions } from '../../printers/printer.js';
import { type EditMode, type EditOptions, nothingRefused, objectIntroduction } from '../edit/edit-mode.js';
import { editObjects } from '../edit/edit-objects.js';

/** `create --edit`: each object of the files is opened in an editor, and what comes out of it is created. */
export async function createEdited(
  context: Context,
  flags: ManifestSources & PrintOptions & { fieldManager: string; validate: string; saveConfig: boolean },
): Promise<void> {
  const { targets, failures } = await resolveSelection(context, { files: flags });
  if (targets.length === 0 && failures.length === 0) throw new CommandError('no objects passed to create');
  const options = {
    print: flags,
    fieldManager: flags.fieldManager,
    fieldValidation: parseValidation(flags.validate),
    saveConfig: flags.saveConfig,
    windowsLineEndings: false,
  };
  for (const info of objectsOfFiles(targets)) {
    await editObjects(context, [info], { mode: createMode(options), options }).catch((error) => failures.push(error));
  }
  throwFailures(failures);
}

function createMode(options: EditOptions): EditMode {
  return {
    introduction: objectIntroduction,
    async send(context, edited) {
      const client = await context.client();
      const print = await createPrinter(context, options.print, { operation: 'created' });
      for (const { target } of edited) {
        const { fieldManager, fieldValidation } = options;
        const created = await client.resource(target.type).create(target.object, { fieldManager, fieldValidation });
        context.print(await print(created));
      }
      return nothingRefused;
    },
  };
}
