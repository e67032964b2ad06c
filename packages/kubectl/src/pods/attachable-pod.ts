import type { Pod } from '@sampan/api';
import type { Context } from '../framework/context.js';
import { errorWords } from '../framework/error-words.js';
import { CommandError, throwFailures } from '../framework/errors.js';
import type { ManifestSources } from '../framework/manifests.js';
import { type ObjectInfo, readObjects } from '../framework/read-objects.js';
import { resolveSelection } from '../framework/selection.js';
import { byActivity } from './pod-order.js';
import { firstPod, podSelectorOf } from './pods-of-object.js';

/** The one object that `POD`, `TYPE/NAME` or files name. */
export async function readSubject(
  context: Context,
  name: string | undefined,
  files?: ManifestSources,
): Promise<ObjectInfo> {
  const args = name === undefined ? [] : name.includes('/') ? [name] : ['pods', name];
  const { targets, failures } = await resolveSelection(context, { args, ...(files !== undefined && { files }) });
  const { infos, failures: unread } = await readObjects(context, targets);
  throwFailures([...failures, ...unread]);
  const [info] = infos;
  if (info === undefined || infos.length > 1) throw new CommandError('expected a resource');
  return info;
}

/** The pod to attach to, run a command in or forward ports to: the object itself, or the first one of its pods. */
export async function attachablePod(context: Context, info: ObjectInfo, timeout: number): Promise<Pod> {
  if (info.type.kind === 'Pod' && info.type.group === '') return info.object as unknown as Pod;
  const { namespace } = info;
  let labelSelector: string;
  try {
    labelSelector = podSelectorOf(info);
  } catch (error) {
    const { version, kind } = info.type;
    throw new CommandError(`cannot attach to *${version}.${kind}: ${errorWords(error)}`);
  }
  return (await firstPod(context, { namespace, labelSelector, timeout, order: byActivity })).pod;
}
