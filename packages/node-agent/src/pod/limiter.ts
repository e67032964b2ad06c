/**
 * Lets only so many tasks run at once; the others wait in line. Tasks that finish what is begun go to the front: in a
 * crowd of pods, the first ones run while the last ones wait for their turn.
 */
export type Limiter = <T>(task: () => Promise<T>, options?: { toFront?: boolean }) => Promise<T>;

export function createLimiter(limit: number): Limiter {
  const front: (() => void)[] = [];
  const line: (() => void)[] = [];
  let running = 0;
  return async (task, { toFront = false } = {}) => {
    if (running >= limit) await new Promise<void>((resolve) => (toFront ? front : line).push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      const following = front.shift() ?? line.shift();
      if (following === undefined) running--;
      else following();
    }
  };
}
