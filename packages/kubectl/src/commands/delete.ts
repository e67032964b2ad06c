import { isNotFound } from '@sampan/api';
import { defineCommand } from '../framework/command.js';
import { allNamespacesFlag, deletionFlags, dryRunFlag, fileFlags, selectorFlags } from '../framework/common-flags.js';
import { objects } from '../framework/completers.js';
import type { Context } from '../framework/context.js';
import { deletedLine, deleteObject, waitUntilGone } from '../framework/delete-objects.js';
import { CommandError, throwFailures, usageError } from '../framework/errors.js';
import { flag } from '../framework/flags.js';
import { type ObjectInfo, readObjects } from '../framework/read-objects.js';
import { resolveSelection, type Target } from '../framework/selection.js';
import { parseCascade, parseDryRun, withSource } from '../framework/writes.js';

export const deleteCommand = defineCommand({
  name: 'delete',
  usage: '([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  complete: objects,
  long: `Delete objects: those that files hold, those that are named, or those of a type that match a selector.

 Some objects, pods above all, end gracefully: --grace-period says how long they may take, --now gives them a second. With --force the API forgets them at once, without a word from the node whether their processes ended: two of the same identity may then run at a time.

 The resource version is not checked: an update that comes at the same moment is lost with the object.`,
  examples: `
# What pod.json names
kubectl delete -f ./pod.json

# From standard input
cat pod.json | kubectl delete -f -

# Pods and services of the same names
kubectl delete pod,service baz foo

# By label
kubectl delete pods,services -l name=myLabel

# Quickly
kubectl delete pod foo --now

# From a node that is dead
kubectl delete pod foo --force

# All pods of the namespace
kubectl delete pods --all`,
  flags: {
    ...fileFlags('delete'),
    ...selectorFlags,
    ...allNamespacesFlag,
    ...deletionFlags,
    ...dryRunFlag,
    all: flag.bool('All objects of the given types in the namespace.'),
    ignoreNotFound: flag.bool('An object that is not there counts as deleted; with --all it always does.'),
    interactive: flag.bool('Ask before deleting.', { short: 'i' }),
    now: flag.bool('The same as --grace-period=1.'),
    output: flag.string('"name" prints only TYPE/NAME.', { short: 'o' }),
    raw: flag.string('A path of the server to send DELETE to.'),
    wait: flag.bool('Return when the objects are gone, finalizers included.', { default: true }),
  },

  async run({ context, args, flags, isSet, commandPath }) {
    const dryRun = parseDryRun(flags.dryRun, context.warn);
    if (flags.raw !== '') {
      const { sendRaw } = await import('../framework/raw.js');
      return await sendRaw(context, { method: 'DELETE', path: flags.raw });
    }
    const propagationPolicy = parseCascade(flags.cascade, context.warn);
    const selection = await resolveSelection(context, { args, files: flags, ...flags });
    if (selection.targets.length === 0) throwFailures(selection.failures);
    if (flags.output !== '' && flags.output !== 'name') {
      throw usageError(commandPath, `unexpected -o output mode: ${flags.output}. We only support '-o name'`);
    }
    const { gracePeriod, isForced } = gracePeriodOf(context, flags);
    const ignoreNotFound = isSet('ignoreNotFound') ? flags.ignoreNotFound : flags.all;
    const infos = await objectsToDelete(context, selection.targets, ignoreNotFound);
    const isAsking = flags.interactive || false;
    if (isAsking && infos.length > 0 && !(await confirm(context, infos))) return;

    if (context.globals.namespace !== '' && !flags.allNamespaces && infos.some(({ type }) => !type.namespaced)) {
      context.warn('Warning: deleting cluster-scoped resources, not scoped to the provided namespace');
    }
    // What could be read goes, whatever stands beside it.
    const failures: unknown[] = [...selection.failures];
    const gone: ObjectInfo[] = [];
    for (const info of infos) {
      try {
        if (dryRun !== 'client') {
          await deleteObject(context, info, { propagationPolicy, gracePeriod, dryRun: dryRun === 'server' });
        }
        context.print(deletedLine(info, { dryRun, isForced, isNameOnly: flags.output === 'name' }));
        gone.push(info);
      } catch (error) {
        if (!(ignoreNotFound && isNotFound(error))) failures.push(withSource(error, 'deleting', info.source));
      }
    }
    if (infos.length === 0) context.print('No resources found\n');
    throwFailures(failures);
    if (flags.wait && dryRun === 'none') await waitUntilGone(context, gone, flags.timeout);
  },
});

/** Seconds that objects get to end, undefined for as long as they themselves say. */
function gracePeriodOf(
  context: Context,
  flags: { now: boolean; gracePeriod: number; force: boolean },
): { gracePeriod: number | undefined; isForced: boolean } {
  const { now, force } = flags;
  let { gracePeriod } = flags;
  if (now) {
    if (gracePeriod !== -1) throw new CommandError('--now and --grace-period cannot be specified together');
    gracePeriod = 1;
  }
  if (force && gracePeriod < 0) gracePeriod = 0;
  if (force && gracePeriod === 0) {
    context.warn(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.',
    );
  } else if (force) {
    throw new CommandError('--force and --grace-period greater than 0 cannot be specified together');
  }
  if (!force && gracePeriod === 0) gracePeriod = 1;
  return { gracePeriod: gracePeriod < 0 ? undefined : gracePeriod, isForced: force && gracePeriod === 0 };
}

/** Objects by name are not read before they are deleted; lists are. */
async function objectsToDelete(
  context: Context,
  targets: readonly Target[],
  ignoreNotFound: boolean,
): Promise<ObjectInfo[]> {
  const found: ObjectInfo[] = [];
  for (const target of targets) {
    if (target.kind === 'object') {
      const object = target.object ?? {
        apiVersion: target.type.apiVersion,
        kind: target.type.kind,
        metadata: { name: target.name },
      };
      found.push({ ...target, object });
      continue;
    }
    const { infos, failures } = await readObjects(context, [target]);
    throwFailures(failures.filter((failure) => !(ignoreNotFound && isNotFound(failure))));
    found.push(...infos);
  }
  return found;
}

async function confirm(context: Context, infos: readonly ObjectInfo[]): Promise<boolean> {
  context.print(`You are about to delete the following ${infos.length} resource(s):\n`);
  for (const info of infos) context.print(deletedLine(info, { dryRun: 'none', isForced: false, isNameOnly: true }));
  context.print('Do you want to continue? (y/N): ');
  const { readLines } = await import('../framework/read-lines.js');
  for await (const line of readLines(context.io.stdin as AsyncIterable<Uint8Array>)) {
    if (line.trim().toLowerCase() === 'y') return true;
    break;
  }
  context.print('deletion is cancelled\n');
  return false;
}
