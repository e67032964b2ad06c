import { isNotFound, type UnstructuredObject } from '@sampan/api';
import { formatYaml } from '@sampan/api/yaml';
import type { Context } from '../../framework/context.js';
import { lastAppliedAnnotation } from '../../framework/last-applied.js';
import type { ObjectInfo } from '../../framework/read-objects.js';
import type { ObjectTarget } from '../../framework/selection.js';
import { withoutManagedFields } from '../../printers/printer.js';
import { threeWayPatch } from '../apply/three-way-patch.js';
import { maskSecrets } from './mask-secrets.js';

/** One object before and after an apply, as the texts of two files of one name. */
export interface Comparison {
  file: string;
  before: string;
  /** Absent where nothing would be left, not even an empty file. */
  after?: string;
  /** The object as it is; absent while it is not there. */
  live?: UnstructuredObject | undefined;
}

/** How the object would be applied. */
export interface DiffOptions {
  fieldManager: string;
  forceConflicts: boolean;
  serverSide: boolean;
  showManagedFields: boolean;
}

/** Asks the server for an object as it is, and as it would be if it were applied. */
export async function compareObject(context: Context, target: ObjectTarget, options: DiffOptions): Promise<Comparison> {
  const live = await readLive(context, target);
  const merged = await tryApply(context, target, { live, options });
  const shown = options.showManagedFields ? (object: UnstructuredObject) => object : withoutManagedFields;
  const { before, after } = maskSecrets({ before: live && shown(live), after: shown(merged) });
  const isMissingSecret = before === undefined && target.type.kind === 'Secret';
  return {
    live,
    file: fileOf(target),
    before: before === undefined ? (isMissingSecret ? 'null\n' : '') : formatYaml(before),
    after: formatYaml(after),
  };
}

/** An object that a prune would delete, against nothing. */
export function pruned(info: ObjectInfo): Comparison {
  return { file: fileOf(info), before: formatYaml(info.object) };
}

function fileOf({ type, namespace, name }: Pick<ObjectInfo, 'type' | 'namespace' | 'name'>): string {
  const group = type.group === '' ? [] : [type.group];
  return [...group, type.version, type.kind, namespace, name].join('.').replaceAll('/', '_');
}

async function readLive(
  context: Context,
  { type, namespace, name }: ObjectTarget,
): Promise<UnstructuredObject | undefined> {
  try {
    return await (await context.client()).resource(type).get({ namespace, name });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function tryApply(
  context: Context,
  target: ObjectTarget,
  { live, options }: { live: UnstructuredObject | undefined; options: DiffOptions },
): Promise<UnstructuredObject> {
  const { type, namespace, name } = target;
  const object = target.object as UnstructuredObject;
  const resource = (await context.client()).resource(type);
  const writing = { fieldManager: options.fieldManager, dryRun: true };
  if (options.serverSide) {
    const force = options.forceConflicts;
    return await resource.patch({ namespace, name }, { type: 'apply', body: object }, { ...writing, force });
  }
  if (live === undefined) return await resource.create(object, writing);
  // A file may hold the version that it was once read at, which is no reason to refuse a comparison.
  const { resourceVersion: _, ...metadata } = object.metadata;
  // The last applied state always has annotations, empty ones too: without them here they would seem to be taken away.
  const { [lastAppliedAnnotation]: __, ...annotations } = metadata.annotations ?? {};
  const resourceVersion = live.metadata.resourceVersion ?? '';
  const modified = { ...object, metadata: { ...metadata, annotations, resourceVersion } };
  const patch = threeWayPatch({ target, current: live, modified, overwrite: true });
  if (Object.keys(patch.body as object).length === 0) return live;
  return await resource.patch({ namespace, name }, patch, writing);
}
