import { type Clock, systemClock } from '@sampan/api';
import { isAlive, type ProcessIdentity, signalProcess } from '@sampan/node-agent/processes';

/** How long a component may take to finish what it does, in milliseconds. */
export const stopTimeout = 10_000;

/**
 * Ends a process that is not a child of this one: SIGTERM, and SIGKILL when it has not ended after `timeout`
 * milliseconds. The system tells nobody but the parent of a process's end, so its end is looked for, a little less
 * often each time.
 */
export async function stopProcess(
  identity: ProcessIdentity,
  { timeout = stopTimeout, clock = systemClock }: { timeout?: number; clock?: Clock } = {},
): Promise<void> {
  signalProcess(identity, 'SIGTERM');
  if (await ended(identity, timeout, clock)) return;
  signalProcess(identity, 'SIGKILL');
  await ended(identity, stopTimeout, clock);
}

async function ended(identity: ProcessIdentity, within: number, clock: Clock): Promise<boolean> {
  const deadline = clock.now() + within;
  for (let pause = 5; isAlive(identity); pause = Math.min(pause * 2, 200)) {
    if (clock.now() >= deadline) return false;
    await new Promise<void>((resolve) => clock.setTimeout(resolve, pause));
  }
  return true;
}
