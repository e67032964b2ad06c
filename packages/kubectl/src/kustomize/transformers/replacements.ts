import { CommandError } from '../../framework/errors.js';
import { decodeAll } from '../decode.js';
import type { Folder } from '../folder.js';
import type { FieldOptions, ReplacementArgs, Selector } from '../kustomization.js';
import { findPlaces, readPath } from '../object-paths.js';
import { allIds, type Resource } from '../resource.js';
import { idText, type ResourceId } from '../resource-id.js';
import { matchesMetadata } from '../select.js';

/** Copies values of fields to other fields. */
export async function applyReplacements(
  resources: readonly Resource[],
  replacements: readonly ReplacementArgs[],
  folder: Folder,
): Promise<void> {
  for (const args of replacements) {
    for (const one of await readReplacement(args, folder)) applyReplacement(resources, one);
  }
}

async function readReplacement(args: ReplacementArgs, folder: Folder): Promise<ReplacementArgs[]> {
  const { path } = args;
  if (path === undefined) return [args];
  if (args.source !== undefined || args.targets !== undefined) {
    throw new CommandError('cannot specify both path and inline replacement');
  }
  const text = (await folder.read(path)).toString('utf8');
  return decodeAll(text, '').flatMap((value) => value as ReplacementArgs | ReplacementArgs[]);
}

function applyReplacement(resources: readonly Resource[], { source, targets }: ReplacementArgs): void {
  if (source === undefined || targets === undefined) {
    throw new CommandError('replacements must specify a source and at least one target');
  }
  const value = sourceOf(resources, source);
  for (const { select, reject = [], fieldPaths = ['metadata.name'], options = {} } of targets) {
    if (select === undefined) throw new CommandError('target must specify resources to select');
    for (const resource of resources) {
      const ids = allIds(resource);
      if (!ids.some((id) => isMeant(id, select)) || !matchesMetadata(resource, select)) continue;
      if (reject.some((one) => isRejected(resource, one))) continue;
      for (const path of fieldPaths) copyTo(resource, path, { value, options });
    }
  }
}

function isRejected(resource: Resource, selector: Selector): boolean {
  const { labelSelector = '', annotationSelector = '', ...id } = selector;
  const byId = Object.keys(id).length > 0 && allIds(resource).some((one) => isMeant(one, id));
  const byMetadata = (labelSelector !== '' || annotationSelector !== '') && matchesMetadata(resource, selector);
  return byId || byMetadata;
}

function isMeant(id: ResourceId, selector: Selector): boolean {
  return (['group', 'version', 'kind', 'name', 'namespace'] as const).every(
    (part) => !selector[part] || selector[part] === id[part],
  );
}

function sourceOf(resources: readonly Resource[], source: NonNullable<ReplacementArgs['source']>): unknown {
  const matches = resources.filter((resource) => allIds(resource).some((id) => isMeant(id, source)));
  const { group = '', version = '', kind = '', name = '', namespace = '' } = source;
  const shown = idText({ group, version, kind, name, namespace });
  const [match] = matches;
  if (matches.length > 1) throw new CommandError(`multiple matches for selector ${shown}`);
  if (match === undefined) throw new CommandError(`nothing selected by ${shown}`);
  const path = source.fieldPath || 'metadata.name';
  const value = readPath(match.object, path);
  if (value === undefined) {
    throw new CommandError(`fieldPath \`${path}\` is missing for replacement source ${shown}`);
  }
  const { delimiter = '', index = 0 } = source.options ?? {};
  if (delimiter === '') return value;
  if (typeof value === 'object') throw new CommandError('delimiter option can only be used with scalar nodes');
  const parts = String(value).split(delimiter);
  if (index >= parts.length || index < 0) {
    throw new CommandError(`options.index ${index} is out of bounds for value ${String(value)}`);
  }
  return parts[index];
}

function copyTo(resource: Resource, path: string, { value, options }: { value: unknown; options: FieldOptions }): void {
  const blank = options.create ? (typeof value === 'object' ? {} : '') : undefined;
  const places = findPlaces(resource.object, path, blank);
  if (places.length === 0) {
    const what = options.create ? 'find or create' : 'find';
    throw new CommandError(`unable to ${what} field ${JSON.stringify(path)} in replacement target`);
  }
  for (const place of places) place.set(inserted(place.value, { value, options }));
}

/** The value itself, or, with a delimiter, a text with the value in the place of one of its parts. */
function inserted(
  current: unknown,
  { value, options: { delimiter = '', index = 0 } }: { value: unknown; options: FieldOptions },
): unknown {
  if (delimiter === '') return structuredClone(value);
  if (typeof current === 'object') throw new CommandError('delimiter option can only be used with scalar nodes');
  const parts = String(current).split(delimiter);
  const text = String(value);
  if (index < 0) return [text, ...parts].join(delimiter);
  if (index >= parts.length) return [...parts, text].join(delimiter);
  parts[index] = text;
  return parts.join(delimiter);
}
