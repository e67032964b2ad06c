import { defineCommand } from '../../framework/command.js';
import { dryRunFlag, fileFlags, printFlags } from '../../framework/common-flags.js';
import { CommandError, throwFailures } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { lastAppliedAnnotation, lastAppliedText } from '../../framework/last-applied.js';
import { objectsOfFiles } from '../../framework/read-objects.js';
import { resolveSelection } from '../../framework/selection.js';
import { dryRunSuffix, parseDryRun, withSource } from '../../framework/writes.js';
import { compactJson } from '../../printers/json.js';
import { createPrinter } from '../../printers/printer.js';
import { retrieving } from './apply-object.js';

export const setLastApplied = defineCommand({
  name: 'set-last-applied',
  usage: '-f FILENAME',
  short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  long: 'Note a file as what was applied last, as if it had been applied, without changing anything else of the object.',
  examples: `
# One file
kubectl apply set-last-applied -f deploy.yaml

# All files of a directory
kubectl apply set-last-applied -f path/

# Also for objects that never were applied
kubectl apply set-last-applied -f deploy.yaml --create-annotation=true`,
  flags: {
    ...printFlags,
    filename: fileFlags('note').filename,
    ...dryRunFlag,
    createAnnotation: flag.bool('Also for objects that lack the annotation.'),
  },

  async run({ context, flags }) {
    const dryRun = parseDryRun(flags.dryRun, context.warn);
    const { targets, failures } = await resolveSelection(context, { files: { filename: flags.filename } });
    const print = await createPrinter(context, flags, { operation: `configured${dryRunSuffix(dryRun)}` });
    const client = await context.client();
    for (const { type, namespace, name, object, source } of objectsOfFiles(targets)) {
      const resource = client.resource(type);
      const current = await resource.get({ namespace, name }).catch((error) => {
        throw withSource(error, retrieving({ type, name, namespace }), source);
      });
      if (lastAppliedText(current) === undefined && !flags.createAnnotation) {
        throw new CommandError(
          `no last-applied-configuration annotation found on resource: ${name}, to create the annotation, run the command with --create-annotation`,
        );
      }
      const text = `${compactJson(object)}\n`;
      const body = { metadata: { annotations: { [lastAppliedAnnotation]: text } } };
      const isSame = text === lastAppliedText(current);
      const patched =
        isSame || dryRun === 'client'
          ? current
          : await resource.patch({ namespace, name }, { type: 'merge', body }, { dryRun: dryRun === 'server' });
      context.print(await print(patched));
    }
    throwFailures(failures);
  },
});
