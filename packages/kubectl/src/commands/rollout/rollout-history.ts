import { defineCommand } from '../../framework/command.js';
import { fileFlags, printFlags, selectorFlags } from '../../framework/common-flags.js';
import { oneObjectOf } from '../../framework/completers.js';
import { CommandError, throwFailures } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { readObjects } from '../../framework/read-objects.js';
import { nameLine } from '../../printers/name.js';
import { createPrinter } from '../../printers/printer.js';
import { type Revision, readRevisions } from './revisions.js';
import { checkRevision, rolloutSelection } from './rollout-selection.js';

export const rolloutHistory = defineCommand({
  name: 'history',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  short: 'View rollout history',
  complete: oneObjectOf('deployment', 'daemonset', 'statefulset'),
  long: 'List the revisions of an object that can be gone back to, or show the pods of one of them.',
  examples: `
# The revisions of a deployment
kubectl rollout history deployment/abc

# The pods of the third revision of a daemon set
kubectl rollout history daemonset/abc --revision=3`,
  flags: {
    ...printFlags,
    ...fileFlags('look back at'),
    selector: selectorFlags.selector,
    revision: flag.int('Show this revision, with its pod template.'),
  },

  async run({ context, args, flags }) {
    checkRevision(flags.revision);
    const { targets, failures } = await rolloutSelection(context, args, flags);
    const { infos, failures: unread } = await readObjects(context, targets);
    failures.push(...unread);
    const print = await createPrinter(context, flags, { isTyped: true });
    for (const info of infos) {
      try {
        const revisions = await readRevisions(context, info, 'history');
        if (flags.output !== '') {
          const shown = flags.revision > 0 ? [find(revisions, flags.revision)] : revisions;
          for (const { object } of shown) context.print(await print(object));
        } else if (flags.revision > 0 && revisions.length > 0) {
          const { template } = find(revisions, flags.revision);
          const { describePodTemplate } = await import('./pod-template-text.js');
          const text = `with revision #${flags.revision}\n${await describePodTemplate(template)}`;
          context.print(nameLine(info.object, text));
        } else {
          context.print(nameLine(info.object, `\n${revisionTable(revisions)}`).replace('  \n', ' \n'));
        }
      } catch (error) {
        failures.push(error);
      }
    }
    throwFailures(failures);
  },
});

function find(revisions: readonly Revision[], number: number): Revision {
  const revision = revisions.find((candidate) => candidate.number === number);
  if (revision === undefined) throw new CommandError('unable to find the specified revision');
  return revision;
}

/** `REVISION  CHANGE-CAUSE` and a line for each. */
export function revisionTable(revisions: readonly Pick<Revision, 'number' | 'changeCause'>[]): string {
  if (revisions.length === 0) return 'No rollout history found.';
  const width = 'REVISION'.length + 2;
  const lines = revisions.map(
    ({ number, changeCause }) => `${String(number).padEnd(width)}${changeCause || '<none>'}\n`,
  );
  return `${'REVISION'.padEnd(width)}CHANGE-CAUSE\n${lines.join('')}`;
}
