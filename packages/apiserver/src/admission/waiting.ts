/** Runs steps one after the other, and waits for what they yield only where it is a promise. */
export function waiting<T>(steps: Generator<unknown, T, never>): T | Promise<T> {
  let step = steps.next();
  while (!step.done) {
    const { value } = step;
    if (value instanceof Promise) return later(steps, value);
    step = steps.next(value as never);
  }
  return step.value;
}

async function later<T>(steps: Generator<unknown, T, never>, pending: Promise<unknown>): Promise<T> {
  let value: unknown;
  try {
    value = await pending;
  } catch (error) {
    return finish(steps, steps.throw(error));
  }
  return finish(steps, steps.next(value as never));
}

function finish<T>(steps: Generator<unknown, T, never>, step: IteratorResult<unknown, T>): T | Promise<T> {
  if (step.done) return step.value;
  return step.value instanceof Promise ? later(steps, step.value) : finish(steps, steps.next(step.value as never));
}
