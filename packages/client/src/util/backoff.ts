/** Delays that grow with each failure in a row, in milliseconds. */
export interface Backoff {
  next(): number;
  reset(): void;
}

export interface BackoffOptions {
  first: number;
  most: number;
  /** A number from 0 to below 1; `Math.random` by default. */
  random?(): number;
}

/** Doubles from `first` to `most`; each delay is lengthened by up to its own half, so that clients spread out. */
export function createBackoff({ first, most, random = Math.random }: BackoffOptions): Backoff {
  let failures = 0;
  return {
    next: () => Math.min(first * 2 ** failures++, most) * (1 + random() / 2),
    reset: () => {
      failures = 0;
    },
  };
}
