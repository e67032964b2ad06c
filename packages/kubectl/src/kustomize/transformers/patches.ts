import {
  isJsonObject,
  type JsonObject,
  type JsonPatchOperation,
  jsonPatch,
  type UnstructuredObject,
} from '@sampan/api';
import { mergeMetadata } from '@sampan/api/merge-metadata';
import { errorWords } from '../../framework/error-words.js';
import { CommandError } from '../../framework/errors.js';
import { decodeAll } from '../decode.js';
import type { Folder } from '../folder.js';
import type { Kustomization, PatchArgs, Selector } from '../kustomization.js';
import { currentId, matchingAnyId, type Resource, rememberId } from '../resource.js';
import { idOf, idText } from '../resource-id.js';
import { selectResources } from '../select.js';
import { mergeStrategically } from '../strategic-merge.js';

/** Applies the patches of a kustomization that come before all other changes. */
export async function applyPatches(
  resources: Resource[],
  { patchesStrategicMerge = [], patches = [] }: Pick<Kustomization, 'patchesStrategicMerge' | 'patches'>,
  folder: Folder,
): Promise<void> {
  for (const entry of patchesStrategicMerge) {
    const text = await inlineOrFile(entry, folder);
    for (const patch of decodeAll(text, 'trouble with delegate: '))
      mergeInto(resources, patch as UnstructuredObject, {});
  }
  for (const args of patches) await applyPatch(resources, args, folder);
}

/** Applies the JSON patches of the older list, which come after names and labels have changed. */
export async function applyJsonPatches(
  resources: Resource[],
  list: readonly PatchArgs[],
  folder: Folder,
): Promise<void> {
  for (const args of list) await applyPatch(resources, args, folder);
}

/** An entry of `patchesStrategicMerge` is a patch, or names a file with one. */
async function inlineOrFile(entry: string, folder: Folder): Promise<string> {
  if (entry.includes('\n')) return entry;
  return (await folder.read(entry)).toString('utf8');
}

async function applyPatch(resources: Resource[], args: PatchArgs, folder: Folder): Promise<void> {
  const { path = '', patch = '', target, options = {} } = args;
  if (path === '' && patch === '') throw new CommandError('must specify one of patch and path in\n');
  if (path !== '' && patch !== '') throw new CommandError("patch and path can't be set at the same time\n");
  const text = path === '' ? patch : (await folder.read(path)).toString('utf8');
  const values = decodeAll(text, `unable to parse SM or JSON patch from [${text}]: `);
  const operations = jsonOperations(values);
  if (operations !== undefined) {
    if (target === undefined) throw new CommandError(`must specify a target for JSON patch ${shown(args, text)}`);
    return applyOperations(selectResources(resources, target), operations);
  }
  const merges = values.filter((value): value is UnstructuredObject & JsonObject => isJsonObject(value));
  if (merges.length === 0 || merges.length < values.length) {
    throw new CommandError(`unable to parse SM or JSON patch from [${text}]`);
  }
  if (target === undefined) {
    for (const one of merges) mergeInto(resources, one, options);
    return;
  }
  if (merges.length > 1)
    throw new CommandError(
      `Multiple Strategic-Merge Patches in one 'patches' entry is not allowed to set 'patches.target' field: ${shown(args, text)}`,
    );
  for (const one of merges) mergeSelected(resources, one, { target, options });
}

function shown({ path = '' }: PatchArgs, text: string): string {
  return path === '' ? `[patch: ${JSON.stringify(text)}]` : `[path: ${JSON.stringify(path)}]`;
}

function jsonOperations(values: readonly unknown[]): JsonPatchOperation[] | undefined {
  const [only] = values;
  if (values.length !== 1 || !Array.isArray(only)) return undefined;
  return only as JsonPatchOperation[];
}

function applyOperations(resources: readonly Resource[], operations: readonly JsonPatchOperation[]): void {
  for (const resource of resources) {
    rememberId(resource);
    try {
      resource.object = jsonPatch(resource.object, operations) as UnstructuredObject;
    } catch (error) {
      throw new CommandError(errorWords(error));
    }
  }
}

/** Merges a patch into the one resource that it is called as. */
function mergeInto(resources: Resource[], patch: UnstructuredObject, options: Record<string, boolean>): void {
  const id = idOf(patch);
  const matches = matchingAnyId(resources, id);
  const [target] = matches;
  if (target === undefined) {
    const text = idText(id);
    throw new CommandError(
      `no resource matches strategic merge patch ${JSON.stringify(text)}: no matches for Id ${text}; failed to find unique target for patch ${text}`,
    );
  }
  if (matches.length > 1) {
    const ids = matches.map((match) => idText(currentId(match))).join(' ');
    throw new CommandError(`multiple matches for Id ${idText(id)}; failed to find unique target for patch ${ids}`);
  }
  merge(resources, target, { patch, options });
}

function mergeSelected(
  resources: Resource[],
  patch: UnstructuredObject,
  { target, options }: { target: Selector; options: Record<string, boolean> },
): void {
  for (const resource of selectResources(resources, target)) merge(resources, resource, { patch, options });
}

/** Its namespace a resource keeps, and its name and kind too unless the patch may change them. */
function merge(
  resources: Resource[],
  resource: Resource,
  { patch, options }: { patch: UnstructuredObject; options: Record<string, boolean> },
): void {
  const { kind, metadata } = resource.object;
  const { allowNameChange = false, allowKindChange = false } = options;
  if (allowNameChange || allowKindChange) rememberId(resource);
  const schema = mergeMetadata(currentId(resource));
  const { apiVersion } = resource.object;
  const typed = allowKindChange ? patch : { ...patch, apiVersion, kind };
  const merged = mergeStrategically(resource.object as JsonObject, typed as JsonObject, schema);
  if (merged === undefined) {
    resources.splice(resources.indexOf(resource), 1);
    return;
  }
  const object = merged as unknown as UnstructuredObject;
  const { namespace: _, ...rest } = object.metadata ?? {};
  resource.object = {
    ...object,
    metadata: {
      ...rest,
      ...(!allowNameChange && metadata.name !== undefined && { name: metadata.name }),
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
    },
  };
}
