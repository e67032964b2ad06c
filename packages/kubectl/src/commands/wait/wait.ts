import { isNotFound } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { allNamespacesFlag, fileFlags, printFlags, selectorFlags } from '../../framework/common-flags.js';
import type { Context } from '../../framework/context.js';
import { CommandError, throwFailures } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { type ObjectInfo, objectsOfFiles, readObjects } from '../../framework/read-objects.js';
import { type ResolvedSelection, resolveSelection, type Target } from '../../framework/selection.js';
import { watchObject } from '../../framework/watch-object.js';
import { createPrinter } from '../../printers/printer.js';
import { type Condition, parseCondition } from './condition.js';

/** What a negative timeout means. */
const week = 7 * 24 * 60 * 60 * 1000;

export const wait = defineCommand({
  name: 'wait',
  usage:
    "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  short: 'Experimental: Wait for a specific condition on one or many resources',
  long: `Wait until objects are created, or deleted, or have a condition or a value in a field. The command returns when all of them do, and fails when the time is up.`,
  examples: `
# Until a pod is ready
kubectl wait --for=condition=Ready pod/busybox1

# Until a condition is not true
kubectl wait --for=condition=Ready=false pod/busybox1

# Until a field has a value, or is there at all
kubectl wait --for=jsonpath='{.status.phase}'=Running pod/busybox1
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress}' service/loadbalancer

# Until a pod is gone, for a minute at most
kubectl delete pod/busybox1
kubectl wait --for=delete pod/busybox1 --timeout=60s`,
  flags: {
    ...printFlags,
    filename: fileFlags('wait for').filename,
    ...selectorFlags,
    ...allNamespacesFlag,
    all: flag.bool('All objects of the given types in the namespace.'),
    for: flag.string(
      "What to wait for: create, delete, condition=NAME[=VALUE] (true unless given), jsonpath='{EXPRESSION}'[=VALUE].",
    ),
    local: flag.bool('Look at what the files hold; no server is asked.'),
    recursive: flag.bool('Read the directories of -f with all directories below them.', { short: 'R', default: true }),
    timeout: flag.duration('How long to wait for each object; zero looks once, negative is a week.', {
      default: 30_000,
    }),
  },

  async run({ context, args, flags }) {
    const condition = parseCondition(flags.for);
    // A selector says more than --all does. Here, and nowhere else, both may be given.
    const all = flags.all && flags.selector === '';
    const recursive = flags.recursive && flags.filename.length > 0;
    const files = { ...flags, recursive };
    const selection = await resolveSelection(context, { ...flags, all, args, files });
    throwFailures(selection.failures);
    const { infos, failures } = await objectsToWaitFor(context, selection, {
      condition,
      timeout: flags.timeout,
      isLocal: flags.local,
    });
    if (infos.length === 0 && failures.length === 0 && condition.kind !== 'delete')
      throw new CommandError('no matching resources found');
    const print = await createPrinter(context, flags, { operation: 'condition met' });
    // One time limit for all: what is looked at after it has passed has timed out, whatever its state.
    const deadline = context.clock.now() + (flags.timeout < 0 ? week : flags.timeout);
    for (const info of infos) {
      try {
        if (info.name === '') throw new CommandError('resource name must be provided');
        let met = info.object;
        const subject = `${info.type.plural}/${info.name}`;
        const timeout = Math.max(0, deadline - context.clock.now());
        const isLate = timeout === 0 && flags.timeout !== 0;
        const isMet =
          !isLate &&
          (await watchObject(context, { ...info, timeout: flags.timeout === 0 ? 0 : timeout }, (object) => {
            if (object !== undefined) met = object;
            return condition.isMet(object, info.object);
          }));
        if (!isMet && flags.timeout === 0) throw new CommandError(`condition not met for ${subject}`);
        if (!isMet) throw new CommandError(`timed out waiting for the condition on ${subject}`);
        context.print(await print(met));
      } catch (error) {
        failures.push(error);
      }
    }
    throwFailures(failures);
  },
});

/** What there is to wait for, and what could not be read. Objects that are to be created are there when this answers. */
async function objectsToWaitFor(
  context: Context,
  { targets }: ResolvedSelection,
  { condition, timeout, isLocal }: { condition: Condition; timeout: number; isLocal: boolean },
): Promise<{ infos: ObjectInfo[]; failures: unknown[] }> {
  if (isLocal) return { infos: objectsOfFiles(targets), failures: [] };
  if (condition.kind === 'create') await untilThere(context, targets, timeout);
  const { infos, failures } = await readObjects(context, targets);
  if (condition.kind !== 'delete') return { infos, failures };
  return { infos, failures: failures.filter((failure) => !isNotFound(failure)) };
}

/** Until every object that was named is there, and, of lists, at least one of one of them. */
async function untilThere(context: Context, targets: readonly Target[], timeout: number): Promise<void> {
  const named = targets.filter((target) => target.kind === 'object');
  const lists = targets.filter((target) => target.kind === 'list');
  for (const target of named) {
    const isThere = await watchObject(context, { ...target, timeout }, (object) => object !== undefined);
    if (!isThere) throw new CommandError('timed out waiting for the condition');
  }
  if (named.length > 0 || lists.length === 0) return;
  const isAnyThere = await Promise.any(
    lists.map(async (target) => {
      const isThere = await watchObject(context, { ...target, timeout }, (object) => object !== undefined);
      return isThere || Promise.reject(new Error('none'));
    }),
  ).catch(() => false);
  if (!isAnyThere) throw new CommandError('timed out waiting for the condition');
}
