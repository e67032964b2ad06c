/**
 * Waits for something that a running system does in its own time. The last failure is what a time-out reports, so
 * `check` throws (by `expect`, for example) until what it looks at is there.
 */
export async function eventually<T>(check: () => Promise<T> | T, { timeout = 20_000, pause = 50 } = {}): Promise<T> {
  const deadline = Date.now() + timeout;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(pause);
    }
  }
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
