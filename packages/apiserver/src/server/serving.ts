import type { AdmissionChain } from '../admission/admission-chain.js';
import type { OpenWatches } from '../watch/open-watches.js';
import type { Services } from './services.js';

/** What verbs need beyond {@link Services}: the rest of the running server's parts. */
export interface Serving {
  readonly services: Services;
  readonly admission: AdmissionChain;
  readonly random: RandomSource;
  readonly watches: OpenWatches;
  /** Called with faults of the server, never with those of clients. */
  logError(error: unknown): void;
}

/** Where names and ids come from. */
export interface RandomSource {
  /** A random UUID: `metadata.uid`. */
  uuid(): string;
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
}
