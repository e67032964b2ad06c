import { defineCommand } from '../../framework/command.js';
import { fileFlags, selectorFlags } from '../../framework/common-flags.js';
import { oneObjectOf } from '../../framework/completers.js';
import type { Context } from '../../framework/context.js';
import { CommandError, throwFailures } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { type ObjectInfo, readObjects } from '../../framework/read-objects.js';
import { watchObject } from '../../framework/watch-object.js';
import { progressOf, type RolloutProgress } from './rollout-progress.js';
import { checkRevision, groupKind, rolloutSelection } from './rollout-selection.js';

/** A week, which is for ever. */
const forever = 7 * 24 * 60 * 60 * 1000;

export const rolloutStatus = defineCommand({
  name: 'status',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  short: 'Show the status of the rollout',
  complete: oneObjectOf('deployment', 'daemonset', 'statefulset'),
  long: `Print how far a rollout is, a line for each step, until it is over.

 With --watch=false only where it is now is printed. With --revision=N it is an error if another rollout takes over.`,
  examples: `
# Follow the rollout of a deployment
kubectl rollout status deployment/nginx`,
  flags: {
    ...fileFlags('follow'),
    selector: selectorFlags.selector,
    revision: flag.int('The revision whose rollout to follow; 0 is the latest.'),
    timeout: flag.duration('How long to follow it; zero is as long as it takes.'),
    watch: flag.bool('Follow the rollout until it is over.', { short: 'w', default: true }),
  },

  async run({ context, args, flags }) {
    checkRevision(flags.revision);
    const { targets, failures } = await rolloutSelection(context, args, flags);
    const { infos, failures: unread } = await readObjects(context, targets);
    failures.push(...unread);
    throwFailures(failures);
    for (const info of infos) await followRollout(context, info, flags);
    if (infos.length === 0) {
      context.warn(`No resources found in ${(await context.namespace()).namespace} namespace.`);
    }
  },
});

async function followRollout(
  context: Context,
  { type, namespace, name }: ObjectInfo,
  { revision, timeout, watch }: { revision: number; timeout: number; watch: boolean },
): Promise<void> {
  const progress = progressOf(type.kind);
  if (progress === undefined) throw new CommandError(`no status viewer has been implemented for ${groupKind(type)}`);
  let last: RolloutProgress | undefined;
  let lastVersion: string | undefined;
  const wait = { type, namespace, name, timeout: timeout > 0 ? timeout : forever };
  const isOver = await watchObject(context, wait, (object) => {
    if (object === undefined) throw new CommandError('object has been deleted');
    if (object.metadata.resourceVersion === lastVersion) return false;
    lastVersion = object.metadata.resourceVersion;
    last = progress(object, revision);
    context.print(`${last.message}\n`);
    return last.isDone || !watch;
  });
  if (!isOver) throw new CommandError('timed out waiting for the condition');
}
