import { runSteps, type Steps } from '@sampan/api';

/** Objects of fewer bytes are done with before anybody would notice. */
const largeBytes = 128 * 1024;

/**
 * Between two steps of the work on an object of so many bytes: lets everybody else have a turn, where the object is large.
 * Undefined where there is nothing to wait for.
 */
export function breathe(bytes: number): Promise<void> | undefined {
  return bytes > largeBytes ? new Promise((resolve) => setImmediate(resolve)) : undefined;
}

/** Takes the steps of the work on an object of so many bytes: at once, or, where it is large, one in each turn. */
export function inSteps<T>(bytes: number, steps: Steps<T>): T | Promise<T> {
  return bytes > largeBytes ? oneInEachTurn(steps) : runSteps(steps);
}

async function oneInEachTurn<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
