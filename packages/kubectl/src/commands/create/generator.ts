import { resourceType, type UnstructuredObject } from '@sampan/api';
import { type Command, defineCommand, type Invocation } from '../../framework/command.js';
import {
  dryRunFlag,
  fieldManagerFlag,
  printFlags,
  saveConfigFlag,
  validateFlag,
} from '../../framework/common-flags.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError, usageError } from '../../framework/errors.js';
import type { FlagSet } from '../../framework/flags.js';
import { withLastApplied } from '../../framework/last-applied.js';
import { dryRunSuffix, parseDryRun, parseValidation } from '../../framework/writes.js';
import { createPrinter } from '../../printers/printer.js';
import { typedOrder } from '../../printers/typed-order.js';

/** A subcommand of create that makes one object of a built-in type from its flags. */
export interface Generator<F extends FlagSet> {
  name: string;
  aliases?: readonly string[];
  usage: string;
  short: string;
  long?: string;
  examples: string;
  flags: F;
  apiVersion: string;
  kind: string;
  plural: string;
  namespaced: boolean;
  /** What stands before the words of the server when it refuses; nothing for some, by kubectl's own history. */
  failure?: string;
  /** Whether an empty name is refused before the server is asked, which some leave to the server. */
  needsName?: boolean;
  /**
   * The object without `apiVersion` and `kind`, its fields in the order of the type, as `-o json` shows it. Its
   * metadata is `metadata`, with what the type adds.
   */
  generate(metadata: GeneratedMetadata, invocation: Invocation<F>): GeneratedBody | Promise<GeneratedBody>;
}

type GeneratedBody = { metadata: GeneratedMetadata } & Record<string, unknown>;

export interface GeneratedMetadata {
  name: string;
  namespace?: string;
  creationTimestamp: null;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** The command around a generator: the flags that all have, sending the object, printing what became of it. */
export function defineGenerator<const F extends FlagSet>(generator: Generator<F>): Command {
  const { name, aliases, usage, short, long, examples } = generator;
  const flags = {
    ...printFlags,
    ...dryRunFlag,
    ...validateFlag,
    ...saveConfigFlag,
    ...fieldManagerFlag('kubectl-create'),
    ...generator.flags,
  };
  return defineCommand({
    name,
    ...(aliases !== undefined && { aliases }),
    usage,
    short,
    ...(long !== undefined && { long }),
    examples,
    flags,
    async run(invocation) {
      const { context, commandPath, flags: values } = invocation;
      const shared = values as unknown as SharedValues;
      const before = invocation.dashAt === -1 ? invocation.args.length : invocation.dashAt;
      if (before !== 1) throw usageError(commandPath, `exactly one NAME is required, got ${before}`);
      if (generator.needsName && invocation.args[0] === '') throw new CommandError('name must be specified');
      const dryRun = parseDryRun(shared.dryRun, context.warn);
      const { namespace, explicit } = generator.namespaced
        ? await namespaceFor(invocation, dryRun)
        : { namespace: '', explicit: false };
      const metadata: GeneratedMetadata = {
        name: invocation.args[0] ?? '',
        ...(explicit && { namespace }),
        creationTimestamp: null,
      };
      const body = await generator.generate(metadata, invocation as unknown as Invocation<F>);
      const { apiVersion, kind } = generator;
      let object = { kind, apiVersion, ...body } as unknown as UnstructuredObject;
      if (shared.saveConfig) object = withLastApplied(object);
      if (dryRun !== 'client') {
        object = typedOrder(await send(invocation, generator, { object, namespace, isTrial: dryRun === 'server' }));
      }
      const operation = `created${dryRunSuffix(dryRun)}`;
      const print = await createPrinter(context, shared, { operation, isTyped: true });
      context.print(await print(object));
    },
  });
}

interface SharedValues {
  dryRun: string;
  validate: string;
  saveConfig: boolean;
  fieldManager: string;
  output: string;
  template: string;
  allowMissingTemplateKeys: boolean;
  showManagedFields: boolean;
}

/** Without a server to talk to, only a namespace that was asked for matters. */
async function namespaceFor({ context }: Invocation, dryRun: string) {
  if (dryRun === 'client' && context.globals.namespace === '') return { namespace: '', explicit: false };
  return await context.namespace();
}

async function send<F extends FlagSet>(
  { context, flags }: Invocation<FlagSet>,
  { apiVersion, kind, plural, namespaced, failure = `failed to create ${kind.toLowerCase()}: ` }: Generator<F>,
  { object, namespace, isTrial }: { object: UnstructuredObject; namespace: string; isTrial: boolean },
): Promise<UnstructuredObject> {
  const shared = flags as unknown as SharedValues;
  const resource = (await context.client()).resource(
    resourceType<UnstructuredObject>(apiVersion, kind, { plural, namespaced }),
  );
  const placed = namespaced ? { ...object, metadata: { ...object.metadata, namespace } } : object;
  try {
    return await resource.create(placed, {
      fieldManager: shared.fieldManager,
      fieldValidation: parseValidation(shared.validate),
      ...(isTrial && { dryRun: true }),
    });
  } catch (error) {
    throw explained(error, failure);
  }
}

/** `failed to create deployment: …` before what went wrong. */
function explained(error: unknown, failure: string): unknown {
  if (failure === '' || !(error instanceof Error)) return error;
  return new CommandError(`${failure}${errorWords(error)}`);
}
