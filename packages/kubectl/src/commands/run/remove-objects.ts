import type { UnstructuredObject } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { deletedLine, deleteObject, waitUntilGone } from '../../framework/delete-objects.js';
import { infoOf, type ObjectInfo } from '../../framework/read-objects.js';
import { parseCascade } from '../../framework/writes.js';

/** How to remove what was made for a session; times in milliseconds, the grace period in seconds. */
export interface Removal {
  cascade: string;
  force: boolean;
  gracePeriod: number;
  quiet: boolean;
  timeout: number;
  wait: boolean;
}

/** Deletes what was made for a session, and says so. */
export async function removeObjects(
  context: Context,
  objects: readonly UnstructuredObject[],
  { cascade, force, gracePeriod, quiet, timeout, wait }: Removal,
): Promise<void> {
  const types = await context.types();
  const infos: ObjectInfo[] = [];
  for (const object of objects) {
    const info = infoOf(await types.byKind(object.apiVersion, object.kind), object, '');
    await deleteObject(context, info, {
      propagationPolicy: parseCascade(cascade, context.warn),
      gracePeriod: gracePeriod >= 0 ? gracePeriod : force ? 0 : undefined,
      dryRun: false,
    });
    if (!quiet) context.print(deletedLine(info, { dryRun: 'none', isForced: force, isNameOnly: false }));
    infos.push(info);
  }
  if (wait) await waitUntilGone(context, infos, timeout);
}
