import type { TestClock } from '@sampan/api';

/** Waits for `promise` while a second passes every few milliseconds. */
export async function whileTimePasses<T>(clock: TestClock, promise: Promise<T>): Promise<T> {
  const passing = setInterval(() => clock.advance(1_000), 5);
  try {
    return await promise;
  } finally {
    clearInterval(passing);
  }
}
