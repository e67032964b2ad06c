import {
  createJsonMergePatch,
  createTwoWayMergePatch,
  deepEqual,
  type JsonObject,
  type UnstructuredObject,
} from '@sampan/api';
import type { Patch } from '@sampan/client';
import { dryRunFlag, fieldManagerFlag, fileFlags, printFlags } from '../../framework/common-flags.js';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError, PlainError, throwFailures } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { readManifests } from '../../framework/manifests.js';
import { type ObjectInfo, readObjects } from '../../framework/read-objects.js';
import { resolveSelection } from '../../framework/selection.js';
import { dryRunSuffix, parseDryRun } from '../../framework/writes.js';
import { kindAndGroup } from '../../printers/name.js';
import { createPrinter, type PrintOptions } from '../../printers/printer.js';
import { asTyped } from './as-typed.js';

/** The flags that every subcommand of set has. */
export const setFlags = {
  ...printFlags,
  ...dryRunFlag,
  ...fieldManagerFlag('kubectl-set'),
  ...fileFlags('change'),
  all: flag.bool('All objects of the given types in the namespace.'),
  local: flag.bool('Change what the files hold, without asking the server.'),
};

/** What one run of a subcommand of set does. */
export interface Change {
  /** What stands in the command line for the objects. */
  args: readonly string[];
  flags: PrintOptions & {
    dryRun: string;
    fieldManager: string;
    filename: readonly string[];
    kustomize?: string;
    recursive: boolean;
    all: boolean;
    local: boolean;
    selector?: string;
  };
  /** What was done, as the printed line has it: `image updated`. */
  operation: string;
  /** For the error of a patch that is refused: `failed to patch image update to pod template`. */
  failure: string;
  /** Changes a copy of an object in place. A {@link BareFailure} is told as it is, anything else with the object. */
  apply(object: UnstructuredObject): void;
  /** Whether to only look. */
  isReadOnly?: boolean;
  /** Whether an object that is not changed is passed over in silence. */
  skipUnchanged?: boolean;
}

/** A failure whose text stands for itself, without the object that it is about. */
export class BareFailure extends CommandError {}

/** Changes each of the objects and prints what became of it. */
export async function changeObjects(context: Context, change: Change): Promise<void> {
  const { flags, operation, skipUnchanged = true } = change;
  const dryRun = parseDryRun(flags.dryRun, context.warn);
  const { infos, failures } = await readForChange(context, change);
  const suffix = flags.local ? '' : dryRunSuffix(dryRun);
  const print = await createPrinter(context, flags, { operation: `${operation}${suffix}`, isTyped: flags.local });
  for (const info of infos) {
    const changed = structuredClone(info.object);
    try {
      change.apply(changed);
    } catch (error) {
      failures.push(error instanceof BareFailure ? error : withSubject(info, error));
      continue;
    }
    if (change.isReadOnly || (skipUnchanged && deepEqual(info.object, changed))) continue;
    try {
      if (flags.local || dryRun === 'client') {
        context.print(await print(changed));
        continue;
      }
      const client = await context.client();
      const { namespace, name } = info;
      const patched = await client.resource(info.type).patch({ namespace, name }, await patchBetween(info, changed), {
        fieldManager: flags.fieldManager,
        dryRun: dryRun === 'server',
      });
      context.print(await print(patched));
    } catch (error) {
      failures.push(new CommandError(`${change.failure}: ${errorWords(error)}`));
    }
  }
  throwFailures(failures);
}

async function readForChange(
  context: Context,
  { args, flags }: Change,
): Promise<{ infos: ObjectInfo[]; failures: unknown[] }> {
  if (!flags.local) {
    const { targets, failures } = await resolveSelection(context, {
      args,
      // Without files it does not matter, not even as a hint that files were meant.
      files: { ...flags, recursive: flags.recursive && flags.filename.length > 0 },
      all: flags.all,
      selector: flags.selector ?? '',
    });
    const { infos, failures: unread } = await readObjects(context, targets);
    return { infos, failures: [...failures, ...unread] };
  }
  if (args.length > 0 || (flags.filename.length === 0 && flags.kustomize === '')) {
    throw new CommandError(`you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'`);
  }
  const { manifests, failures } = await readManifests(context, flags);
  const infos = manifests.map(({ object, source }) => {
    const { name = '', namespace = '' } = object.metadata;
    return { type: undefined as never, name, namespace, object: asTyped(object), source };
  });
  return { infos, failures };
}

/** `error: deployment.apps/web`, and on the next line why. */
function withSubject({ object, name }: ObjectInfo, error: unknown): PlainError {
  return new PlainError(`error: ${kindAndGroup(object)}/${name}\n ${errorWords(error)}`);
}

async function patchBetween({ type, object }: ObjectInfo, changed: UnstructuredObject): Promise<Patch> {
  const { mergeMetadata } = await import('@sampan/api/merge-metadata');
  const schema = mergeMetadata(type);
  const from = object as JsonObject;
  const to = changed as JsonObject;
  return schema === undefined
    ? { type: 'merge', body: createJsonMergePatch(from, to) }
    : { type: 'strategic', body: createTwoWayMergePatch(from, to, schema) };
}
