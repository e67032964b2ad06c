import { deepEqual } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { fieldManagerFlag, fileFlags, printFlags, validateFlag } from '../../framework/common-flags.js';
import { objects } from '../../framework/completers.js';
import { CommandError, throwFailures } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { lastAppliedAnnotation, lastAppliedText } from '../../framework/last-applied.js';
import { type ObjectInfo, objectsOfFiles, readObjects } from '../../framework/read-objects.js';
import { resolveSelection, resolveText } from '../../framework/selection.js';
import { parseValidation } from '../../framework/writes.js';
import { compactJson } from '../../printers/json.js';
import { createPrinter } from '../../printers/printer.js';
import { type EditMode, type EditOptions, nothingRefused } from '../edit/edit-mode.js';

export const editLastApplied = defineCommand({
  name: 'edit-last-applied',
  usage: '(RESOURCE/NAME | -f FILENAME)',
  short: 'Edit latest last-applied-configuration annotations of a resource/object',
  complete: objects,
  long: 'Open what was applied last in an editor (KUBE_EDITOR, EDITOR or vi), and note what comes out of it.',
  examples: `
# Of one object
kubectl apply edit-last-applied deployment/nginx`,
  flags: {
    ...printFlags,
    ...fileFlags('edit'),
    ...fieldManagerFlag('kubectl-client-side-apply'),
    ...validateFlag,
    windowsLineEndings: flag.bool('Write lines that end with CR LF.'),
  },

  async run({ context, args, flags }) {
    const { targets, failures } = await resolveSelection(context, { args, files: flags, typeAloneMeansAll: true });
    const read = await readObjects(context, targets);
    throwFailures([...failures, ...read.failures]);
    const infos: ObjectInfo[] = [];
    for (const { object } of read.infos) {
      const text = lastAppliedText(object);
      if (text !== undefined) infos.push(...objectsOfFiles(await resolveText(context, text, 'edited-file')));
    }
    if (infos.length === 0) {
      throw new CommandError(
        'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`',
      );
    }
    const { editObjects } = await import('../edit/edit-objects.js');
    const options = {
      print: flags,
      fieldManager: flags.fieldManager,
      fieldValidation: parseValidation(flags.validate),
      saveConfig: false,
      windowsLineEndings: flags.windowsLineEndings,
    };
    await editObjects(context, infos, { mode: annotationMode(options), options });
  },
});

/** What comes out of the editor becomes the annotation; the object itself stays as it is. */
function annotationMode(options: EditOptions): EditMode {
  return {
    introduction: `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`,
    async send(context, edited) {
      const client = await context.client();
      const { namespace } = await context.namespace();
      for (const { original, target } of edited) {
        const isSame = deepEqual(original.object, target.object);
        if (!isSame) {
          const body = { metadata: { annotations: { [lastAppliedAnnotation]: compactJson(target.object) } } };
          const place = { namespace: target.type.namespaced ? namespace : '', name: target.name };
          const { fieldManager, fieldValidation } = options;
          await client.resource(target.type).patch(place, { type: 'merge', body }, { fieldManager, fieldValidation });
        }
        const print = await createPrinter(context, options.print, { operation: isSame ? 'skipped' : 'edited' });
        context.print(await print(target.object));
      }
      return nothingRefused;
    },
  };
}
