import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineCommand } from '../../framework/command.js';
import { fieldManagerFlag, fileFlags, selectorFlags } from '../../framework/common-flags.js';
import type { Context } from '../../framework/context.js';
import { CommandError, SilentExit, throwFailures, usageError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { reportError } from '../../framework/report-error.js';
import { runProgram } from '../../framework/run-program.js';
import { type ObjectTarget, resolveSelection } from '../../framework/selection.js';
import { serverSideManager } from '../apply/migrate-managers.js';
import { type Comparison, compareObject, pruned } from './compare-object.js';

export const diff = defineCommand({
  name: 'diff',
  usage: '-f FILENAME',
  short: 'Diff the live version against a would-be applied version',
  long: `Show what apply would change.

 The comparison is that of "diff -u -N", or of the program that KUBECTL_EXTERNAL_DIFF names. The exit code is 0 if
there are no differences, 1 if there are, and more than 1 if something went wrong.`,
  examples: `
# What pod.json would change
kubectl diff -f pod.json

# What standard input would change
cat service.yaml | kubectl diff -f -`,
  flags: {
    ...fileFlags('compare'),
    ...fieldManagerFlag('kubectl-client-side-apply'),
    selector: selectorFlags.selector,
    concurrency: flag.int('How many objects to ask the server for at once.', { default: 1 }),
    prune: flag.bool('Show what a prune would delete as well.'),
    pruneAllowlist: flag.strings('The types to prune, as GROUP/VERSION/KIND, instead of the usual ones.'),
    forceConflicts: flag.bool('With --server-side, take over fields that others own.'),
    serverSide: flag.bool('Compare with what a server-side apply would do.'),
    showManagedFields: flag.bool('Compare metadata.managedFields too.'),
  },

  async run({ context, args, flags, isSet, commandPath }) {
    let exitCode: number;
    try {
      if (args.length > 0) throw usageError(commandPath, `Unexpected args: [${args.join(' ')}]`);
      if (flags.filename.length === 0 && flags.kustomize === '') {
        throw new CommandError('must specify one of -f and -k');
      }
      if (flags.forceConflicts && !flags.serverSide) {
        throw new CommandError('--force-conflicts only works with --server-side');
      }
      const { targets, failures } = await resolveSelection(context, { files: flags, selector: flags.selector });
      throwFailures(failures);
      const objects = targets.filter((target): target is ObjectTarget => target.kind === 'object');
      const fieldManager = flags.serverSide && !isSet('fieldManager') ? serverSideManager : flags.fieldManager;
      const compare = (target: ObjectTarget) => compareObject(context, target, { ...flags, fieldManager });
      const comparisons = await mapLimited(objects, Math.max(1, flags.concurrency), compare);
      if (flags.prune) {
        const visited = comparisons.flatMap(({ live }) => live ?? []);
        const { prunable } = await import('../apply/prune.js');
        const scope = { visited, selector: flags.selector, allowlist: flags.pruneAllowlist };
        for await (const info of prunable(context, scope)) comparisons.push(pruned(info));
      }
      exitCode = await showDifferences(context, comparisons);
    } catch (error) {
      // An exit code of 1 says that there are differences, and nothing else.
      reportError(error, { stderr: context.err, commandPath });
      throw new SilentExit(2);
    }
    if (exitCode !== 0) throw new SilentExit(exitCode);
  },
});

/** Runs the diff program over two folders with a file for each object; answers its exit code. */
async function showDifferences(context: Context, comparisons: readonly Comparison[]): Promise<number> {
  const base = context.env.TMPDIR ?? tmpdir();
  const live = await mkdtemp(path.join(base, 'LIVE-'));
  const merged = await mkdtemp(path.join(base, 'MERGED-'));
  try {
    for (const { file, before, after } of comparisons) {
      await writeFile(path.join(live, file), before);
      if (after !== undefined) await writeFile(path.join(merged, file), after);
    }
    const { program, args } = diffCommand(context.env.KUBECTL_EXTERNAL_DIFF);
    try {
      return await runProgram(program, [...args, live, merged], { cwd: context.cwd, env: context.env });
    } catch {
      throw new CommandError(
        `failed to run ${JSON.stringify(program)}: exec: ${JSON.stringify(program)}: executable file not found in $PATH`,
      );
    }
  } finally {
    await rm(live, { recursive: true });
    await rm(merged, { recursive: true });
  }
}

/** The program that compares; of the arguments of an external one only harmless ones are used. */
export function diffCommand(external: string | undefined): { program: string; args: string[] } {
  if (external === undefined || external === '') return { program: 'diff', args: ['-u', '-N'] };
  const [program = 'diff', ...args] = external.split(' ');
  return { program, args: args.filter((argument) => /^[a-zA-Z0-9-=]+$/.test(argument)) };
}

/** The results of `action` in the order of `items`, of which at most `limit` are worked on at once. */
async function mapLimited<T, R>(items: readonly T[], limit: number, action: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const work = async () => {
    for (const [index, item] of queue) results[index] = await action(item);
  };
  await Promise.all(Array.from({ length: limit }, work));
  return results;
}
