import type { PodContext } from '../pod/pod-context.js';
import type { PodManager } from '../pod/pod-manager.js';
import type { UsageMeter } from './usage-meter.js';

/** What the handlers of the agent's API work with. */
export interface AgentServices {
  manager: PodManager;
  context: PodContext;
  /** Counts what containers use. */
  meter: UsageMeter;
}

export interface AgentRequest extends AgentServices {
  /** The path's segments after the route's name, decoded. */
  segments: readonly string[];
  query: URLSearchParams;
  /** Aborted when the client has gone. */
  signal: AbortSignal;
}
