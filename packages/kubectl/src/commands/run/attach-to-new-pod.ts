import { isPodReady, isPodTerminal, keyOf, notFound, type Pod, resources } from '@sampan/api';
import { objectPath } from '@sampan/client';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError, PlainError } from '../../framework/errors.js';
import { watchObject } from '../../framework/watch-object.js';
import { chooseContainer } from '../../pods/containers-of-pod.js';
import { attachToPod } from '../attach.js';
import { printLog } from '../logs/print-log.js';

/** What of the flags of run and debug a session with a new pod depends on. */
export interface NewPodSession {
  container?: string;
  stdin: boolean;
  tty: boolean;
  quiet: boolean;
  leaveStdinOpen: boolean;
  /** Milliseconds. */
  podRunningTimeout: number;
}

/**
 * Waits for a pod to run, attaches to it and, if it is not restarted, throws its exit code when that is not zero.
 * Of a pod that has ended already, the log is printed.
 */
export async function attachToNewPod(context: Context, created: Pod, session: NewPodSession): Promise<void> {
  const { container = '' } = session;
  const pod = await waitForPod(
    context,
    created,
    session.podRunningTimeout,
    (current) => isPodTerminal(current) || isPodReady(current),
  );
  const { name } = pod.metadata;
  const logOf = (chosen: string) => ({
    path: `${objectPath(resources.pods, keyOf(pod), 'log')}?container=${chosen}&follow=true`,
    prefix: '',
  });
  const choice = { container, warn: () => {} };
  if (isPodTerminal(pod)) {
    await printLog(context, logOf(chooseContainer(pod, choice).name));
  } else {
    try {
      await attachToPod(context, pod, { ...session, container });
    } catch (error) {
      if (context.signal.aborted) throw error;
      // An exit code is no failure to attach: the process has ended and has written all it had; its pod says the rest.
      if (!(error instanceof PlainError)) {
        context.warn(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${errorWords(error)}`);
        await printLog(context, logOf(chooseContainer(pod, choice).name));
      }
    }
  }
  if (session.leaveStdinOpen || pod.spec?.restartPolicy !== 'Never') return;
  reportEnd(await waitForPod(context, created, session.podRunningTimeout, isPodTerminal));
}

async function waitForPod(
  context: Context,
  { metadata: { namespace = '', name = '' } }: Pod,
  timeout: number,
  isDone: (pod: Pod) => boolean,
): Promise<Pod> {
  const type = await (await context.types()).byKind('v1', 'Pod');
  let last: Pod | undefined;
  const isReached = await watchObject(context, { type, namespace, name, timeout }, (object) => {
    if (object === undefined) throw notFound({ group: '', resource: 'pods' }, name);
    last = object as unknown as Pod;
    return isDone(last);
  });
  if (!isReached || last === undefined) throw new CommandError('timed out waiting for the condition');
  return last;
}

function reportEnd({ metadata: { namespace, name }, status = {} }: Pod): void {
  if (status.phase === 'Succeeded') return;
  if (status.phase !== 'Failed') throw new CommandError(`pod ${namespace}/${name} left in phase ${status.phase}`);
  const ended = status.containerStatuses?.[0]?.state?.terminated;
  if (ended === undefined || ended.exitCode === 0) {
    throw new CommandError(`pod ${namespace}/${name} failed with unknown exit code`);
  }
  throw new PlainError(
    `pod ${namespace}/${name} terminated (${ended.reason ?? ''})\n${ended.message ?? ''}`.trimEnd(),
    ended.exitCode,
  );
}
