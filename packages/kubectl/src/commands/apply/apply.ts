import { defineCommand, entry } from '../../framework/command.js';
import {
  deletionFlags,
  dryRunFlag,
  fieldManagerFlag,
  fileFlags,
  printFlags,
  selectorFlags,
  validateFlag,
} from '../../framework/common-flags.js';
import type { Context } from '../../framework/context.js';
import { CommandError, throwFailures, UsageError, usageError } from '../../framework/errors.js';
import { type FlagValues, flag } from '../../framework/flags.js';
import type { ObjectTarget } from '../../framework/selection.js';
import { resolveSelection } from '../../framework/selection.js';
import { type DryRun, dryRunSuffix, parseCascade, parseDryRun, parseValidation } from '../../framework/writes.js';
import { createPrinter } from '../../printers/printer.js';
import { applyObject } from './apply-object.js';
import type { Applied, ApplyOptions } from './apply-options.js';
import { serverSideManager } from './migrate-managers.js';

const flags = {
  ...printFlags,
  ...fileFlags('apply'),
  ...deletionFlags,
  ...dryRunFlag,
  ...validateFlag,
  ...fieldManagerFlag('kubectl-client-side-apply'),
  selector: selectorFlags.selector,
  all: flag.bool('With --prune: all objects of the namespace, whatever their labels.'),
  applyset: flag.string('The set that the objects belong to, kept in [TYPE[.GROUP]/]NAME, by default a Secret.', {
    hidden: true,
  }),
  forceConflicts: flag.bool('With --server-side: take fields over that others own.'),
  openapiPatch: flag.bool('Kept for compatibility: the merge rules of built-in types are built in.', { default: true }),
  overwrite: flag.bool('Where the object was changed by others too, the file wins.', { default: true }),
  prune: flag.bool('Delete objects that were applied before and are in no file now; needs -l or --all.'),
  pruneAllowlist: flag.strings('GROUP/VERSION/KIND that --prune may delete, instead of those it knows.'),
  serverSide: flag.bool('Let the server merge, by the owners of fields.'),
  subresource: flag.string('With --server-side: apply to a subresource.'),
  wait: flag.bool('Return when deleted objects are gone, finalizers included.'),
};

export const apply = defineCommand({
  name: 'apply',
  usage: '(-f FILENAME | -k DIRECTORY)',
  short: 'Apply a configuration to a resource by file name or stdin',
  long: `Make the objects of the cluster what files say: those that are not there are created, others are changed where the files changed.

 What was applied is kept in an annotation of each object. That is how a field that disappears from a file is removed from the object, while fields that others set stay. With --server-side the server does this, by the owners of fields.

 JSON and YAML formats are accepted.`,
  examples: `
# One file
kubectl apply -f ./pod.json

# A directory, and those below it
kubectl apply -R -f manifests/

# Standard input
cat pod.json | kubectl apply -f -

# All files that end with '.json'
kubectl apply -f '*.json'

# And delete what has the label but is in no file any more
kubectl apply --prune -f manifest.yaml -l app=nginx

# Let the server merge
kubectl apply --server-side -f manifest.yaml`,
  flags,
  commands: [
    entry('edit-last-applied', () => import('./edit-last-applied.js').then((m) => m.editLastApplied)),
    entry('set-last-applied', () => import('./set-last-applied.js').then((m) => m.setLastApplied)),
    entry('view-last-applied', () => import('./view-last-applied.js').then((m) => m.viewLastApplied)),
  ],

  async run({ context, args, flags, isSet, commandPath }) {
    const dryRun = parseDryRun(flags.dryRun, context.warn);
    // Sets are tried out: only who says so has them.
    if (flags.applyset !== '' && context.env.KUBECTL_APPLYSET !== 'true')
      throw new UsageError('unknown flag: --applyset');
    checkFlags(flags, { args, dryRun, commandPath });
    const options: ApplyOptions = {
      dryRun,
      fieldManager: flags.serverSide && !isSet('fieldManager') ? serverSideManager : flags.fieldManager,
      validation: parseValidation(flags.validate),
      overwrite: flags.overwrite,
      force: flags.force,
      forceConflicts: flags.forceConflicts,
      propagationPolicy: parseCascade(flags.cascade, context.warn),
      gracePeriod: flags.gracePeriod,
      timeout: flags.timeout,
      subresource: flags.subresource,
    };
    const set = await (flags.applyset === '' ? undefined : beginSet(context, flags.applyset, dryRun));
    if (flags.prune && set === undefined) {
      await (await import('./prune.js')).pruneTypes(context, flags.pruneAllowlist);
    }
    const { targets: found, failures } = await resolveSelection(context, { files: flags, selector: flags.selector });
    const targets = (await set?.adopt(found as ObjectTarget[])) ?? found;
    if (targets.length === 0 && failures.length === 0) throw new CommandError('no objects passed to apply');
    const applyOne = flags.serverSide ? (await import('./server-side-apply.js')).serverSideApply : applyObject;
    const isPrinting = flags.output !== '' && flags.output !== 'name';
    const done: Applied[] = [];
    for (const target of targets) {
      try {
        checkName(target as ObjectTarget);
        const applied = await applyOne(context, target as ObjectTarget, options);
        done.push(applied);
        if (isPrinting) continue;
        const print = await createPrinter(context, flags, { operation: applied.operation + dryRunSuffix(dryRun) });
        context.print(await print(applied.object));
      } catch (error) {
        failures.push(error);
      }
    }
    if (isPrinting && done.length > 0) {
      const print = await createPrinter(context, flags);
      context.print(await print(oneOrList(done)));
    }
    throwFailures(failures);
    if (!flags.prune) return;
    const { prunable, prune } = await import('./prune.js');
    const visited = done.map(({ object }) => object);
    const { selector, pruneAllowlist: allowlist } = flags;
    const left = set?.prunable(visited) ?? prunable(context, { visited, selector, allowlist });
    await prune(context, { found: left, options, output: flags });
    await set?.end();
  },
});

async function beginSet(context: Context, reference: string, dryRun: DryRun) {
  return await (await import('./apply-set-session.js')).beginApplySet(context, reference, dryRun);
}

/** What is applied has to be found again: a name that the server makes up would be another one each time. */
function checkName({ name, object }: ObjectTarget): void {
  const { generateName = '' } = object?.metadata ?? {};
  if (name === '' && generateName !== '') {
    throw new CommandError(`from ${generateName}: cannot use generate name with apply`);
  }
}

function oneOrList(done: readonly Applied[]) {
  const [only] = done;
  if (done.length === 1 && only !== undefined) return only.object;
  return { apiVersion: 'v1', kind: 'List', metadata: {}, items: done.map(({ object }) => object) };
}

function checkFlags(
  given: FlagValues<typeof flags>,
  { args, dryRun, commandPath }: { args: readonly string[]; dryRun: string; commandPath: string },
): void {
  if (args.length > 0) throw usageError(commandPath, `Unexpected args: [${args.join(' ')}]`);
  if (given.filename.length === 0 && given.kustomize === '') throw new CommandError('must specify one of -f and -k');
  if (given.forceConflicts && !given.serverSide) {
    throw new CommandError('--force-conflicts only works with --server-side');
  }
  if (dryRun === 'client' && given.serverSide) {
    throw new CommandError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  }
  if (given.force && given.serverSide) throw new CommandError('--force cannot be used with --server-side');
  if (given.force && dryRun === 'server') throw new CommandError('--dry-run=server cannot be used with --force');
  if (given.force && given.prune) throw new CommandError('--force cannot be used with --prune');
  if (given.applyset !== '') {
    if (!given.prune) throw new CommandError('--applyset requires --prune');
    if (given.selector !== '') throw new CommandError('--selector is incompatible with --applyset');
    if (given.pruneAllowlist.length > 0) throw new CommandError('--prune-allowlist is incompatible with --applyset');
    if (given.all) throw new CommandError('--all is incompatible with --applyset');
    return;
  }
  if (given.prune && !given.all && given.selector === '') {
    throw new CommandError(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    );
  }
}
