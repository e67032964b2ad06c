import type { Clock } from '@sampan/api';

const interval = 5_000;

/**
 * A connection that is not read from, because what it carries has nowhere to go, does not tell that its other end has
 * gone: only writing to it does. Calls `probe` every five seconds until the function that is answered is called.
 */
export function probeWhileHeld(clock: Clock, probe: () => void): () => void {
  const next = () =>
    clock.setTimeout(() => {
      probe();
      timer = next();
    }, interval);
  let timer = next();
  return () => timer.cancel();
}
