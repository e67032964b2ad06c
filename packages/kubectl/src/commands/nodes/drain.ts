import { defineCommand } from '../../framework/command.js';
import { chunkFlag, dryRunFlag, selectorFlags } from '../../framework/common-flags.js';
import { oneName } from '../../framework/completers.js';
import { errorWords } from '../../framework/error-words.js';
import { AggregateFailure, throwFailures } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { dryRunSuffix, parseDryRun } from '../../framework/writes.js';
import { drainNode } from './drain-node.js';
import { selectNodes } from './select-nodes.js';
import { setSchedulable } from './set-schedulable.js';

export const drain = defineCommand({
  name: 'drain',
  usage: 'NODE',
  short: 'Drain node in preparation for maintenance',
  complete: oneName('node'),
  long: `Mark nodes as unschedulable and evict their pods, respecting disruption budgets.

 Pods of daemon sets, pods with local data and pods without a controller stay in the way unless flags say otherwise.`,
  examples: `
# Even with pods that no controller would replace
kubectl drain foo --force

# With fifteen minutes for each pod to end
kubectl drain foo --grace-period=900`,
  flags: {
    ...dryRunFlag,
    ...chunkFlag,
    selector: selectorFlags.selector,
    deleteEmptydirData: flag.bool('Evict pods with emptyDir volumes too, whose data is lost.'),
    disableEviction: flag.bool('Delete pods instead, which disruption budgets do not stop.'),
    force: flag.bool('Evict pods without a controller too, which nothing replaces.'),
    gracePeriod: flag.int('Seconds for each pod to end well; negative is what the pod says.', { default: -1 }),
    ignoreDaemonsets: flag.bool('Let pods of daemon sets be.'),
    podSelector: flag.string('Only pods of the nodes whose labels match.'),
    skipWaitForDeleteTimeout: flag.int('Do not wait for pods that have been ending for more than so many seconds.'),
    timeout: flag.duration('How long to wait for all pods to be gone; zero is as long as it takes.'),
  },

  async run({ context, args, flags, commandPath }) {
    const dryRun = parseDryRun(flags.dryRun, context.warn);
    const { infos, failures } = await selectNodes(context, { args, ...flags, commandPath });
    throwFailures(failures);
    for (const info of infos) context.print(await setSchedulable(context, info, { isSchedulable: false, dryRun }));
    const fatal: unknown[] = [];
    const pending = infos.map(({ name }) => name);
    for (const { name } of infos) {
      try {
        await drainNode(context, name, { ...flags, dryRun });
        pending.splice(pending.indexOf(name), 1);
        context.print(`node/${name} drained${dryRunSuffix(dryRun)}\n`);
      } catch (error) {
        const message = errorWords(error);
        context.warn(
          `error: unable to drain node ${JSON.stringify(name)} due to error: ${message}, continuing command...`,
        );
        fatal.push(error);
      }
    }
    if (pending.length > 0) {
      context.warn('There are pending nodes to be drained:');
      for (const name of pending) context.warn(` ${name}`);
    }
    if (fatal.length > 0) throw new AggregateFailure(fatal);
  },
});
