import type { Target } from './desired-listeners.js';

/** A port that is being listened on. */
export interface ServiceListener {
  /** Takes other endpoints; connections to endpoints that are gone are left to end by themselves. */
  update(targets: readonly Target[], affinityMs: number | undefined): void;
  close(): void;
}
