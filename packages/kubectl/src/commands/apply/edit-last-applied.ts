import type { UnstructuredObject } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { fieldManagerFlag, fileFlags, printFlags } from '../../framework/common-flags.js';
import { CommandError, throwFailures } from '../../framework/errors.js';
import { lastAppliedAnnotation, lastAppliedText } from '../../framework/last-applied.js';
import { decodeValues } from '../../framework/manifests.js';
import { readObjects } from '../../framework/read-objects.js';
import { resolveSelection } from '../../framework/selection.js';
import { compactJson } from '../../printers/json.js';
import { createPrinter } from '../../printers/printer.js';
import { formatYaml } from '../../printers/yaml.js';

export const editLastApplied = defineCommand({
  name: 'edit-last-applied',
  usage: '(RESOURCE/NAME | -f FILENAME)',
  short: 'Edit latest last-applied-configuration annotations of a resource/object',
  long: 'Open what was applied last in an editor (KUBE_EDITOR, EDITOR or vi), and note what comes out of it.',
  examples: `
# Of one object
kubectl apply edit-last-applied deployment/nginx`,
  flags: { ...printFlags, ...fileFlags('edit'), ...fieldManagerFlag('kubectl-client-side-apply') },

  async run({ context, args, flags }) {
    const { targets, failures } = await resolveSelection(context, { args, files: flags });
    const read = await readObjects(context, targets);
    failures.push(...read.failures);
    const print = await createPrinter(context, flags, { operation: 'edited' });
    const { editText } = await import('../../framework/editor.js');
    for (const { type, namespace, name, object } of read.infos) {
      try {
        const text = lastAppliedText(object);
        if (text === undefined) {
          throw new CommandError(`no last-applied-configuration annotation found on resource: ${name}`);
        }
        const before = formatYaml(JSON.parse(text));
        const after = await editText(context, before);
        if (after === before) {
          context.print('Edit cancelled, no changes made.\n');
          continue;
        }
        const [value] = await decodeValues(after, 'the edited configuration');
        const body = {
          metadata: { annotations: { [lastAppliedAnnotation]: `${compactJson(value as UnstructuredObject)}\n` } },
        };
        const resource = (await context.client()).resource(type);
        const options = { fieldManager: flags.fieldManager };
        context.print(await print(await resource.patch({ namespace, name }, { type: 'merge', body }, options)));
      } catch (error) {
        failures.push(error);
      }
    }
    throwFailures(failures);
  },
});
