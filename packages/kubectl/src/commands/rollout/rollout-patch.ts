import type { UnstructuredObject } from '@sampan/api';
import { type Command, defineCommand } from '../../framework/command.js';
import { fieldManagerFlag, fileFlags, printFlags, selectorFlags } from '../../framework/common-flags.js';
import { oneObjectOf } from '../../framework/completers.js';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError, throwFailures } from '../../framework/errors.js';
import { readObjects } from '../../framework/read-objects.js';
import { pluralGroupResource } from '../../framework/type-mapper.js';
import { createPrinter } from '../../printers/printer.js';
import { rolloutSelection } from './rollout-selection.js';

/** A subcommand of rollout that changes a field or two of each object. */
export interface RolloutPatch {
  name: string;
  short: string;
  long: string;
  examples: string;
  /** The types that have such a thing, for completion. */
  types: readonly string[];
  /** What has been done, for the line that says so. */
  operation: string;
  /**
   * The strategic merge patch for an object; undefined if it has just been restarted. Throws why there can be none,
   * without naming the object.
   */
  patch(object: UnstructuredObject, context: Context): object | undefined;
}

/** The command around a patch: which objects, sending it, printing what became of them. */
export function defineRolloutPatch({ name, short, long, examples, types, operation, patch }: RolloutPatch): Command {
  return defineCommand({
    name,
    usage: 'RESOURCE',
    short,
    long,
    examples,
    complete: oneObjectOf(...types),
    flags: {
      ...printFlags,
      ...fileFlags(name),
      ...fieldManagerFlag('kubectl-rollout'),
      selector: selectorFlags.selector,
    },
    async run({ context, args, flags }) {
      const { targets, failures } = await rolloutSelection(context, args, flags);
      const { infos, failures: unread } = await readObjects(context, targets);
      failures.push(...unread);
      const print = await createPrinter(context, flags, { operation });
      const client = await context.client();
      if (infos.length === 0 && failures.length === 0) {
        context.warn(`No resources found in ${(await context.namespace()).namespace} namespace.`);
      }
      for (const { type, namespace, name, object } of infos) {
        let body: object | undefined;
        try {
          body = patch(object, context);
        } catch (error) {
          const subject = `${pluralGroupResource(type)} ${JSON.stringify(name)}`;
          failures.push(new CommandError(`error: ${subject} ${errorWords(error)}`));
          continue;
        }
        if (body === undefined) {
          failures.push(
            new CommandError(
              `failed to create patch for ${name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
            ),
          );
          continue;
        }
        try {
          const { fieldManager } = flags;
          const patched = await client
            .resource(type)
            .patch({ namespace, name }, { type: 'strategic', body }, { fieldManager });
          context.print(await print(patched));
        } catch (error) {
          failures.push(new CommandError(`failed to patch: ${errorWords(error)}`));
        }
      }
      throwFailures(failures);
    },
  });
}
