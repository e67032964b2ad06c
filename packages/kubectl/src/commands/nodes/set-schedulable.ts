import type { Node } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import type { ObjectInfo } from '../../framework/read-objects.js';
import { type DryRun, dryRunSuffix } from '../../framework/writes.js';

/** Lets the scheduler place pods on a node, or not; answers the line that says so. */
export async function setSchedulable(
  context: Context,
  { type, name, object }: ObjectInfo,
  { isSchedulable, dryRun }: { isSchedulable: boolean; dryRun: DryRun },
): Promise<string> {
  const operation = isSchedulable ? 'uncordoned' : 'cordoned';
  const { unschedulable = false } = (object as unknown as Node).spec ?? {};
  if (unschedulable === !isSchedulable) return `node/${name} already ${operation}${dryRunSuffix(dryRun)}\n`;
  if (dryRun !== 'client') {
    const body = { spec: { unschedulable: isSchedulable ? null : true } };
    const client = await context.client();
    await client
      .resource(type)
      .patch({ namespace: '', name }, { type: 'strategic', body }, { dryRun: dryRun === 'server' });
  }
  return `node/${name} ${operation}${dryRunSuffix(dryRun)}\n`;
}
