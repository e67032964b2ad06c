import { isNotFound, type UnstructuredObject } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { throwFailures } from '../../framework/errors.js';
import { listFailure } from '../../framework/list-failure.js';
import { isNameless } from '../../framework/read-objects.js';
import type { ResolvedSelection, Target } from '../../framework/selection.js';
import { splitOutput } from '../../printers/printer.js';
import type { GetFlags } from './get.js';
import { createGetPrinter } from './get-printer.js';
import { targetPath } from './request.js';

/**
 * Prints what the selection means in a format of whole objects: a single object as it is, everything else inside one
 * list, which names and templates that work on single objects take apart again.
 */
export async function printObjects(context: Context, selection: ResolvedSelection, flags: GetFlags): Promise<void> {
  const print = await createGetPrinter(context, flags);
  const failures: unknown[] = [];
  const answers = await Promise.all(
    selection.targets.map(async (target) => {
      try {
        return await requestObjects(context, target, flags);
      } catch (error) {
        if (!(flags.ignoreNotFound && isNotFound(error)))
          failures.push(target.kind === 'list' ? listFailure(error, target) : error);
        return [];
      }
    }),
  );
  let objects = answers.flat();
  if (flags.sortBy !== '' && objects.length > 0) {
    const { sortObjects } = await import('./sort.js');
    objects = sortObjects(objects, flags.sortBy);
  }
  const isWholeList = printsWholeLists(splitOutput(flags).name);
  const isSingle = selection.isSingle && objects.length === 1;
  const isEmptyShown = isWholeList && !flags.ignoreNotFound && !(selection.isSingle && failures.length > 0);
  if (objects.length > 0 || isEmptyShown) {
    context.print(await print(isSingle ? (objects[0] as UnstructuredObject) : listOf(objects)));
  }
  throwFailures(failures);
}

/** Whether a format shows a list as such, and so has something to say of an empty one. */
function printsWholeLists(format: string): boolean {
  return format === 'json' || format === 'yaml' || /template|^jsonpath|^custom-columns/.test(format);
}

/** The list that kubectl itself puts around objects of any types. */
function listOf(items: readonly UnstructuredObject[]): UnstructuredObject {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
}

async function requestObjects(context: Context, target: Target, flags: GetFlags): Promise<UnstructuredObject[]> {
  if (isNameless(target)) return [target.object];
  const client = await context.client();
  if (target.kind === 'object' || flags.subresource !== '') {
    const path = targetPath(target, {}, flags.subresource);
    return [await client.json<UnstructuredObject>({ method: 'GET', path, signal: context.signal })];
  }
  const { type, namespace, selector, fieldSelector } = target;
  const list = await client.resource(type).list({
    ...(namespace !== '' && { namespace }),
    ...(selector !== '' && { labelSelector: selector }),
    ...(fieldSelector !== '' && { fieldSelector }),
    ...(flags.chunkSize > 0 && { pageSize: flags.chunkSize }),
    signal: context.signal,
  });
  return list.items;
}
