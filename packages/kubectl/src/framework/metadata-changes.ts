import type { UnstructuredObject } from '@sampan/api';
import { createPrinter } from '../printers/printer.js';
import type { Invocation } from './command.js';
import {
  allNamespacesFlag,
  dryRunFlag,
  fieldManagerFlag,
  fileFlags,
  printFlags,
  selectorFlags,
} from './common-flags.js';
import { CommandError, throwFailures } from './errors.js';
import { flag } from './flags.js';
import { type ObjectInfo, objectsOfFiles, readObjects } from './read-objects.js';
import { resolveSelection } from './selection.js';
import { dryRunSuffix, parseDryRun } from './writes.js';

/** What label and annotate have in common: both change one map of strings in the metadata. */
export interface MetadataMap {
  field: 'labels' | 'annotations';
  /** `label`, `annotation`. */
  noun: string;
  /** Throws for a key or a value that cannot be set. */
  check(key: string, value: string): void;
  /** Throws if a value that is there already would be changed without --overwrite. */
  checkOverwrite(current: Readonly<Record<string, string>>, changes: Changes): void;
  /** What happened, from the map before and after. */
  operation(before: UnstructuredObject, after: UnstructuredObject, flags: { overwrite: boolean }): string;
  /** Whether to say which keys to remove are not there. */
  tellsMissing: boolean;
}

export interface Changes {
  set: Readonly<Record<string, string>>;
  remove: readonly string[];
}

/** The flags of label and annotate. */
export const metadataFlags = (command: string, noun: string) => ({
  ...printFlags,
  ...fileFlags(command),
  ...selectorFlags,
  ...allNamespacesFlag,
  ...dryRunFlag,
  ...fieldManagerFlag(`kubectl-${command}`),
  all: flag.bool('All objects of the given types in the namespace.'),
  list: flag.bool(`Print the ${noun}s of the objects.`),
  local: flag.bool('Change what the files hold and print it; no server is asked.'),
  overwrite: flag.bool(`Change ${noun}s that have another value now.`),
  resourceVersion: flag.string('Only if the object has this resource version; for a single object.'),
});

/** Runs label or annotate. */
export async function changeMetadata(
  { context, args, flags, isSet }: Invocation<ReturnType<typeof metadataFlags>>,
  map: MetadataMap,
): Promise<void> {
  const dryRun = parseDryRun(flags.dryRun, context.warn);
  const { named, pairs } = splitPairs(args, map.noun);
  if (named.length === 0 && flags.filename.length === 0 && flags.kustomize === '') {
    throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  }
  const changes = parseChanges(pairs, map);
  if (pairs.length === 0 && !flags.list) throw new CommandError(`at least one ${map.noun} update is required`);
  if (flags.local && isSet('dryRun') && dryRun === 'server') {
    throw new CommandError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  }
  const { targets, failures, isSingle } = await resolveSelection(context, { ...flags, args: named, files: flags });
  const isLocal = flags.local || (dryRun === 'client' && named.length === 0);
  const read = isLocal ? { infos: objectsOfFiles(targets), failures: [] } : await readObjects(context, targets);
  failures.push(...read.failures);
  if (read.infos.length > 1 && flags.resourceVersion !== '') {
    throw new CommandError('--resource-version may only be used with a single resource');
  }
  for (const info of read.infos) {
    try {
      if (!flags.list || pairs.length > 0) {
        const after = changed(info.object, changes, { map, flags, print: context.print });
        const operation = map.operation(info.object, after, flags);
        const result = isLocal || dryRun === 'client' ? after : await send(info, after);
        const print = await createPrinter(context, flags, { operation: operation + dryRunSuffix(dryRun) });
        if (!flags.list) context.print(await print(result));
        info.object = result;
      }
      if (flags.list) printMap(info, isSingle);
    } catch (error) {
      failures.push(error);
    }
  }
  throwFailures(failures);

  async function send(info: ObjectInfo, after: UnstructuredObject): Promise<UnstructuredObject> {
    const { type, namespace, name, object } = info;
    const patch = patchOf(object, after, map.field);
    const version = flags.resourceVersion === '' ? {} : { resourceVersion: flags.resourceVersion };
    const body = { metadata: { ...patch, ...version } };
    if (Object.keys(body.metadata).length === 0) return object;
    return await (await context.client()).resource(type).patch(
      { namespace, name },
      { type: 'merge', body },
      {
        fieldManager: flags.fieldManager,
        ...(dryRun === 'server' && { dryRun: true }),
      },
    );
  }

  function printMap({ type, name, object }: ObjectInfo, isAlone: boolean): void {
    if (!isAlone) context.print(`Listing ${map.noun}s for ${type.kind}.${type.group}/${name}:\n`);
    const entries = Object.entries(object.metadata[map.field] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    context.print(entries.map(([key, value]) => `${isAlone ? '' : ' '}${key}=${value}\n`).join(''));
  }
}

/** Objects come first; from the first `KEY=VALUE` or `KEY-` on, everything is a change. */
function splitPairs(args: readonly string[], noun: string): { named: string[]; pairs: string[] } {
  const isPair = (text: string) =>
    (text.includes('=') && !text.startsWith('=')) || (text.endsWith('-') && text !== '-');
  const first = args.findIndex(isPair);
  if (first === -1) return { named: [...args], pairs: [] };
  const pairs = args.slice(first);
  const stray = pairs.find((text) => !isPair(text));
  if (stray !== undefined) throw new CommandError(`all resources must be specified before ${noun} changes: ${stray}`);
  return { named: args.slice(0, first), pairs };
}

function parseChanges(pairs: readonly string[], map: MetadataMap): Changes {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const text of pairs) {
    const equals = text.indexOf('=');
    if (equals === -1) {
      remove.push(text.slice(0, -1));
      continue;
    }
    const [key, value] = [text.slice(0, equals), text.slice(equals + 1)];
    map.check(key, value);
    set[key] = value;
  }
  const both = remove.find((key) => Object.hasOwn(set, key));
  if (both !== undefined) {
    throw new CommandError(
      `can not both modify and remove ${map.noun === 'label' ? 'a label' : 'an annotation'} in the same command`,
    );
  }
  return { set, remove };
}

function changed(
  object: UnstructuredObject,
  changes: Changes,
  { map, flags, print }: { map: MetadataMap; flags: { overwrite: boolean }; print(text: string): void },
): UnstructuredObject {
  const current = object.metadata[map.field] ?? {};
  if (!flags.overwrite) map.checkOverwrite(current, changes);
  if (map.tellsMissing) {
    for (const key of changes.remove)
      if (!Object.hasOwn(current, key)) print(`${map.noun} ${JSON.stringify(key)} not found.\n`);
  }
  const kept = Object.entries({ ...current, ...changes.set }).filter(([key]) => !changes.remove.includes(key));
  return { ...object, metadata: { ...object.metadata, [map.field]: Object.fromEntries(kept) } };
}

/** The JSON merge patch from one map to the other; empty if they are equal. */
function patchOf(
  before: UnstructuredObject,
  after: UnstructuredObject,
  field: MetadataMap['field'],
): Record<string, unknown> {
  const [from, to] = [before.metadata[field] ?? {}, after.metadata[field] ?? {}];
  const patch: Record<string, string | null> = {};
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) patch[key] = null;
  for (const [key, value] of Object.entries(to)) if (from[key] !== value) patch[key] = value;
  return Object.keys(patch).length === 0 ? {} : { [field]: patch };
}
