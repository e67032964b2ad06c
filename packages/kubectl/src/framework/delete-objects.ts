import { isMethodNotAllowed, isNotFound, type Status } from '@sampan/api';
import type { Context } from './context.js';
import { AggregateFailure, CommandError } from './errors.js';
import type { ObjectInfo } from './read-objects.js';
import { groupResource } from './type-mapper.js';
import { watchObject } from './watch-object.js';
import { type DryRun, dryRunSuffix } from './writes.js';

/** How an object is deleted. */
export interface Deletion {
  propagationPolicy: 'Background' | 'Foreground' | 'Orphan';
  /** Seconds; undefined: what the object says. */
  gracePeriod: number | undefined;
  dryRun: boolean;
}

/** Deletes one object, and notes which one it was: `info.object` gets the uid that the server answered. */
export async function deleteObject(context: Context, info: ObjectInfo, deletion: Deletion): Promise<void> {
  const client = await context.client();
  const { type, namespace, name } = info;
  const answer = await client.resource(type).delete(
    { namespace, name },
    {
      propagationPolicy: deletion.propagationPolicy,
      ...(deletion.gracePeriod !== undefined && { gracePeriodSeconds: deletion.gracePeriod }),
      ...(deletion.dryRun && { dryRun: true }),
    },
  );
  const uid = answer.kind === 'Status' ? (answer as Status).details?.uid : (answer.metadata as { uid?: string })?.uid;
  info.object = { ...info.object, metadata: { ...info.object.metadata, ...(uid !== undefined && { uid }) } };
}

/** `pod "web" deleted`; `-o name` prints what every command prints. */
export function deletedLine(
  { type, name }: ObjectInfo,
  { dryRun, isForced, isNameOnly }: { dryRun: DryRun; isForced: boolean; isNameOnly: boolean },
): string {
  const kind = groupResource(type);
  if (isNameOnly) return `${kind}/${name}\n`;
  return `${kind} ${JSON.stringify(name)} ${isForced ? 'force deleted' : 'deleted'}${dryRunSuffix(dryRun)}\n`;
}

/** A week, which is for ever. */
const forever = 7 * 24 * 60 * 60 * 1000;

/** Waits until the objects are gone, or others of the same name are there; `timeout` in milliseconds, 0 is for ever. */
export async function waitUntilGone(context: Context, infos: readonly ObjectInfo[], timeout: number): Promise<void> {
  const client = await context.client();
  const failures: unknown[] = [];
  for (const info of infos) {
    const { type, namespace, name, object } = info;
    const { uid } = object.metadata;
    const isGone = (current: { metadata: { uid?: string } } | undefined) =>
      current === undefined || (uid !== undefined && current.metadata.uid !== uid);
    try {
      const current = await client.resource(type).get({ namespace, name });
      if (isGone(current)) continue;
    } catch (error) {
      if (isNotFound(error) || isMethodNotAllowed(error)) continue;
      failures.push(error);
      continue;
    }
    const wait = { type, namespace, name, timeout: timeout > 0 ? timeout : forever };
    if (!(await watchObject(context, wait, isGone))) {
      failures.push(new CommandError(`timed out waiting for the condition on ${type.plural}/${name}`));
    }
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateFailure(failures);
}
