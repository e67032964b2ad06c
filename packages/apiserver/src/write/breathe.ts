/** Objects of fewer bytes are done with before anybody would notice. */
const largeBytes = 128 * 1024;

/**
 * Between two steps of the work on an object of so many bytes: lets everybody else have a turn, where the object is large.
 * Undefined where there is nothing to wait for.
 */
export function breathe(bytes: number): Promise<void> | undefined {
  return bytes > largeBytes ? new Promise((resolve) => setImmediate(resolve)) : undefined;
}
