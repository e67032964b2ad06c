import type { Node, Taint } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { dryRunFlag, fieldManagerFlag, printFlags, selectorFlags, validateFlag } from '../../framework/common-flags.js';
import { oneObjectOf } from '../../framework/completers.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError, throwFailures, usageError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { readObjects } from '../../framework/read-objects.js';
import { resolveSelection } from '../../framework/selection.js';
import { parseDryRun } from '../../framework/writes.js';
import { createPrinter } from '../../printers/printer.js';
import { ContradictionError, changeTaints, checkContradictions, parseTaints } from './taints.js';

export const taint = defineCommand({
  name: 'taint',
  usage: 'NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  short: 'Update the taints on one or more nodes',
  complete: oneObjectOf('node'),
  long: `Add taints to nodes, which keep away pods that do not tolerate them, or remove them again.

 A taint is KEY=VALUE:EFFECT or KEY:EFFECT, with the effect NoSchedule, PreferNoSchedule or NoExecute. KEY:EFFECT- and
KEY- remove taints.`,
  examples: `
# A taint, and a value in the place of another
kubectl taint nodes foo dedicated=special-user:NoSchedule
kubectl taint nodes foo dedicated=other:NoSchedule --overwrite

# Without it; without any of that key
kubectl taint nodes foo dedicated:NoSchedule-
kubectl taint nodes foo dedicated-

# On all nodes with a label
kubectl taint node -l myLabel=X dedicated=foo:PreferNoSchedule`,
  flags: {
    ...printFlags,
    ...dryRunFlag,
    ...validateFlag,
    ...fieldManagerFlag('kubectl-taint'),
    selector: selectorFlags.selector,
    all: flag.bool('All nodes.'),
    overwrite: flag.bool('Replace values of taints that are there already.'),
  },

  async run({ context, args, flags, commandPath }) {
    const dryRun = parseDryRun(flags.dryRun, context.warn);
    const isTaint = (argument: string) => argument.includes('=') || argument.endsWith('-') || argument.includes(':');
    const first = args.findIndex(isTaint);
    const resources = first === -1 ? args : args.slice(0, first);
    const specs = first === -1 ? [] : args.slice(first);
    if (args.length === 0) throw new CommandError('one or more resources must be specified as <resource> <name>');
    let change: ReturnType<typeof parseTaints>;
    try {
      change = parseTaints(specs);
      checkContradictions(change);
    } catch (error) {
      if (error instanceof ContradictionError) throw error;
      throw usageError(commandPath, errorWords(error));
    }
    if (specs.length === 0 && resources.length < 2) throw new CommandError('at least one taint update is required');
    const type = await (await context.types()).byName(resources[0] ?? '');
    if (type.kind !== 'Node') {
      throw new CommandError(`invalid resource type ${resources[0]}, only node types are supported`);
    }
    const isEveryNode = flags.all || flags.selector !== '';
    if (resources.length < 2 && !isEveryNode) {
      throw new CommandError("at least one resource name must be specified since 'all' parameter is not set");
    }
    if (specs.length === 0) throw new CommandError('at least one taint update is required');
    const { targets, failures } = await resolveSelection(context, {
      args: resources,
      selector: flags.selector,
      all: flags.all,
    });
    const { infos, failures: unread } = await readObjects(context, targets);
    failures.push(...unread);
    for (const info of infos) {
      try {
        const { spec } = info.object as unknown as Node;
        const { taints, operation } = changeTaints(spec?.taints ?? [], change, {
          node: info.name,
          overwrite: flags.overwrite,
        });
        const print = await createPrinter(context, flags, { operation });
        const tainted = { ...info.object, spec: { ...spec, taints } };
        if (dryRun === 'client') {
          context.print(await print(tainted));
          continue;
        }
        const body = { spec: { taints: taints.length === 0 ? null : (taints as Taint[]) } };
        const patched = await (await context.client())
          .resource(info.type)
          .patch(
            { namespace: '', name: info.name },
            { type: 'merge', body },
            { fieldManager: flags.fieldManager, dryRun: dryRun === 'server' },
          );
        context.print(await print(patched));
      } catch (error) {
        failures.push(error);
      }
    }
    throwFailures(failures);
  },
});
