import { type Command, defineCommand } from '../../framework/command.js';
import { dryRunFlag, selectorFlags } from '../../framework/common-flags.js';
import { oneName } from '../../framework/completers.js';
import { throwFailures } from '../../framework/errors.js';
import { parseDryRun } from '../../framework/writes.js';
import { selectNodes } from './select-nodes.js';
import { setSchedulable } from './set-schedulable.js';

export const cordon = defineCordon({
  name: 'cordon',
  short: 'Mark node as unschedulable',
  long: 'Mark nodes as unschedulable: no new pods are placed there.',
  examples: `
# One node
kubectl cordon foo`,
  isSchedulable: false,
});

export const uncordon = defineCordon({
  name: 'uncordon',
  short: 'Mark node as schedulable',
  long: 'Mark nodes as schedulable again.',
  examples: `
# One node
kubectl uncordon foo`,
  isSchedulable: true,
});

function defineCordon({
  isSchedulable,
  ...texts
}: Pick<Command, 'name' | 'short'> & { long: string; examples: string; isSchedulable: boolean }): Command {
  return defineCommand({
    ...texts,
    usage: 'NODE',
    complete: oneName('node'),
    flags: { ...dryRunFlag, selector: selectorFlags.selector },
    async run({ context, args, flags, commandPath }) {
      const dryRun = parseDryRun(flags.dryRun, context.warn);
      const { infos, failures } = await selectNodes(context, { args, selector: flags.selector, commandPath });
      for (const info of infos) {
        try {
          context.print(await setSchedulable(context, info, { isSchedulable, dryRun }));
        } catch (error) {
          failures.push(error);
        }
      }
      throwFailures(failures);
    },
  });
}
