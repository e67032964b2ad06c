import type { Clock } from '@sampan/api';

/** Lets `burst` through at once, and one more every `refillInterval` milliseconds. */
export interface TokenBucket {
  take(): boolean;
}

export function createTokenBucket(
  clock: Clock,
  { burst, refillInterval }: { burst: number; refillInterval: number },
): TokenBucket {
  let tokens = burst;
  let at = clock.now();
  return {
    take() {
      const now = clock.now();
      tokens = Math.min(burst, tokens + (now - at) / refillInterval);
      at = now;
      if (tokens < 1) return false;
      tokens--;
      return true;
    },
  };
}
