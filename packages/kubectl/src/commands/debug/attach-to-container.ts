import { keyOf, notFound, type Pod, resources } from '@sampan/api';
import { objectPath } from '@sampan/client';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { watchObject } from '../../framework/watch-object.js';
import { attachToPod } from '../attach.js';
import { printLog } from '../logs/print-log.js';
import type { DebugPod } from './debug-pods.js';

/** No limit: whoever does not want to wait any more interrupts. */
const forever = 2 ** 31 - 1;

/** Waits until a container runs and attaches to it. Of one that has ended already the log is printed. */
export async function attachToContainer(
  context: Context,
  { pod: { metadata }, container }: DebugPod,
  flags: { stdin: boolean; tty: boolean; quiet: boolean },
): Promise<void> {
  const { namespace = '', name = '' } = metadata;
  const type = await (await context.types()).byKind('v1', 'Pod');
  let pod: Pod | undefined;
  await watchObject(context, { type, namespace, name, timeout: forever }, (object) => {
    if (object === undefined) throw notFound({ group: '', resource: 'pods' }, name);
    pod = object as unknown as Pod;
    const state = stateOf(pod, container);
    if (state?.running !== undefined || state?.terminated !== undefined) return true;
    const message = state?.waiting?.message ?? '';
    if (message !== '' && !flags.quiet) context.warn(`Warning: container ${container}: ${message}`);
    return false;
  });
  if (pod === undefined) return;
  const path = `${objectPath(resources.pods, keyOf(pod), 'log')}?container=${container}`;
  if (stateOf(pod, container)?.terminated !== undefined) return await printLog(context, { path, prefix: '' });
  try {
    await attachToPod(context, pod, { ...flags, container });
  } catch (error) {
    if (context.signal.aborted) throw error;
    context.warn(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${errorWords(error)}`);
    await printLog(context, { path, prefix: '' });
  }
}

function stateOf({ status = {} }: Pod, container: string) {
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = status;
  const all = [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses];
  return all.find(({ name }) => name === container)?.state;
}
