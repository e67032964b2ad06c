import { isNotFound, type UnstructuredObject } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { allNamespacesFlag, chunkFlag, fileFlags, selectorFlags } from '../../framework/common-flags.js';
import { objects } from '../../framework/completers.js';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { collected, PlainError, throwFailures } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { isNameless, readObjects } from '../../framework/read-objects.js';
import { resolveSelection, type Target } from '../../framework/selection.js';

export const describe = defineCommand({
  name: 'describe',
  usage: '(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  short: 'Show details of a specific resource or group of resources',
  complete: objects,
  long: `Show everything that matters about objects, with related objects and events.

 If no object has the given name, all whose names begin with it are described.

Use "kubectl api-resources" for a complete list of supported resources.`,
  examples: `
# A node
kubectl describe nodes kubernetes-node-emt8.c.myproject.internal

# A pod
kubectl describe pods/nginx

# The object that a file names
kubectl describe -f pod.json

# All pods
kubectl describe pods

# Pods with a label
kubectl describe pods -l name=myLabel

# All pods whose names begin with 'frontend'
kubectl describe pods frontend`,
  flags: {
    ...fileFlags('describe'),
    ...allNamespacesFlag,
    ...chunkFlag,
    selector: selectorFlags.selector,
    showEvents: flag.bool('Show the events about each object.', { default: true }),
  },

  async run({ context, args, flags }) {
    if (args.length === 0 && flags.filename.length === 0 && flags.kustomize === '') {
      throw new PlainError(
        'error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    }
    const selection = { args, files: flags, ...flags, typeAloneMeansAll: true };
    const { targets, failures } = await resolveSelection(context, selection);
    const { infos, failures: unread } = await readObjects(context, targets.map(asNamed), flags);
    const [type, prefix] = args;
    if (
      unread.length === 1 &&
      isNotFound(unread[0]) &&
      type !== undefined &&
      prefix !== undefined &&
      args.length === 2
    ) {
      return await describeMatching(context, { type, prefix, notFound: unread[0], flags });
    }
    failures.push(...(targets.some(({ kind }) => kind === 'list') ? unread.map(collected) : unread));
    let isFirst = true;
    for (const { object } of infos) {
      try {
        const text = await describeOne(context, object, flags);
        context.print(isFirst ? text : `\n\n${text}`);
        isFirst = false;
      } catch (error) {
        failures.push(error);
      }
    }
    if (infos.length === 0 && failures.length === 0) {
      const { namespace } = await context.namespace();
      context.warn(flags.allNamespaces ? 'No resources found' : `No resources found in ${namespace} namespace.`);
    }
    throwFailures(distinct(failures));
  },
});

/** What is described is what the server has, never what a file says: an object without a name is an error here. */
function asNamed(target: Target): Target {
  if (!isNameless(target)) return target;
  const { object: _, ...named } = target;
  return named;
}

interface DescribeFlags {
  showEvents: boolean;
  chunkSize: number;
}

interface Prefix {
  type: string;
  prefix: string;
  /** Thrown if no name begins with the prefix either. */
  notFound: unknown;
  flags: DescribeFlags;
}

/** Describes every object of the type whose name begins with the prefix. */
async function describeMatching(context: Context, { type, prefix, notFound, flags }: Prefix): Promise<void> {
  const { targets } = await resolveSelection(context, { args: [type], typeAloneMeansAll: true });
  const { infos, failures } = await readObjects(context, targets, flags);
  throwFailures(failures);
  const matching = infos.filter(({ name }) => name.startsWith(prefix));
  if (matching.length === 0) throw notFound;
  for (const { object } of matching) context.print(`${await describeOne(context, object, flags)}\n`);
}

async function describeOne(context: Context, object: UnstructuredObject, flags: DescribeFlags): Promise<string> {
  const { describeObject } = await import('../../describers/describe-object.js');
  return await describeObject(object, {
    client: await context.client(),
    now: context.clock.now(),
    showEvents: flags.showEvents,
    chunkSize: flags.chunkSize,
  });
}

/** Several objects often fail for the same reason; it is told once. */
function distinct(failures: readonly unknown[]): unknown[] {
  const byMessage = new Map(failures.map((failure) => [errorWords(failure), failure]));
  return [...byMessage.values()];
}
