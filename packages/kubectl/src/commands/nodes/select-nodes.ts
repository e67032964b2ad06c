import type { Context } from '../../framework/context.js';
import { usageError } from '../../framework/errors.js';
import { type ObjectInfo, readObjects } from '../../framework/read-objects.js';
import { resolveSelection } from '../../framework/selection.js';

/** Which nodes cordon, uncordon and drain are about. */
export interface NodeSelection {
  args: readonly string[];
  selector: string;
  chunkSize?: number;
  commandPath: string;
}

/** The nodes that names or a selector mean. */
export async function selectNodes(
  context: Context,
  { args, selector, chunkSize, commandPath }: NodeSelection,
): Promise<{ infos: ObjectInfo[]; failures: unknown[] }> {
  if (args.length === 0 && selector === '') {
    throw usageError(commandPath, `USAGE: ${commandPath.split(' ').at(-1)} NODE [flags]`);
  }
  if (args.length > 0 && selector !== '') {
    throw usageError(commandPath, 'cannot specify both a node name and a --selector option');
  }
  const hasTypes = args.some((argument) => argument.includes('/'));
  const { targets, failures } = await resolveSelection(context, {
    args: hasTypes ? args : ['nodes', ...args],
    selector,
  });
  const { infos, failures: unread } = await readObjects(context, targets, chunkSize === undefined ? {} : { chunkSize });
  return { infos, failures: [...failures, ...unread] };
}
