import { defineCommand } from '../../framework/command.js';
import { fieldManagerFlag, fileFlags, printFlags, saveConfigFlag, validateFlag } from '../../framework/common-flags.js';
import { objects } from '../../framework/completers.js';
import { CommandError, throwFailures } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { readObjects } from '../../framework/read-objects.js';
import { resolveSelection } from '../../framework/selection.js';
import { parseValidation } from '../../framework/writes.js';
import { editObjects } from './edit-objects.js';
import { patchMode } from './patch-edited.js';

export const edit = defineCommand({
  name: 'edit',
  usage: '(RESOURCE/NAME | -f FILENAME)',
  short: 'Edit a resource on the server',
  complete: objects,
  long: `Open objects in an editor and send what has been changed. The editor is KUBE_EDITOR, EDITOR, or vi.

 What the server refuses is opened again, with its reasons. Without changes, or with an empty file, nothing is sent.`,
  examples: `
# A service
kubectl edit svc/registry

# With another editor
KUBE_EDITOR="nano" kubectl edit svc/registry

# As JSON
kubectl edit job.v1.batch/myjob -o json`,
  flags: {
    ...printFlags,
    ...fileFlags('edit'),
    ...validateFlag,
    ...fieldManagerFlag('kubectl-edit'),
    ...saveConfigFlag,
    outputPatch: flag.bool('Print the patch that is sent.'),
    subresource: flag.string('The subresource to edit.'),
    windowsLineEndings: flag.bool('Write lines that end with CR LF.'),
  },

  async run({ context, args, flags }) {
    const { targets, failures } = await resolveSelection(context, { args, files: flags, typeAloneMeansAll: true });
    const { subresource } = flags;
    const { infos, failures: unread } = await readObjects(context, targets, { subresource });
    throwFailures([...failures, ...unread]);
    if (infos.length === 0) throw new CommandError('edit cancelled, no objects found');
    const options = {
      print: flags,
      fieldManager: flags.fieldManager,
      fieldValidation: parseValidation(flags.validate),
      outputPatch: flags.outputPatch,
      saveConfig: flags.saveConfig,
      subresource,
      windowsLineEndings: flags.windowsLineEndings,
    };
    await editObjects(context, infos, { mode: patchMode(options), options });
  },
});
