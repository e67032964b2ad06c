import type { Clock, KubernetesObject, Pod } from '@sampan/api';
import type { Client } from '@sampan/client';
import type { ClusterState } from '../state/cluster-state.js';

/** What plugins act through. */
export interface Handle {
  readonly client: Client;
  readonly clock: Clock;
  readonly state: ClusterState;
  /** Tells of an object by an Event, in the name of a profile. */
  event(about: KubernetesObject, type: 'Normal' | 'Warning', reason: string, message: string, profile: string): void;
  /** Whether the Pod is still there, without a node, and the scheduler runs. */
  isPending(pod: Pod): boolean;
  /** Takes in the answer to a write at once, before the watch brings it. */
  observe(pod: Pod): void;
  /** Sends a Pod back to the queue that waits for permission to be bound; returns whether it did. */
  rejectWaiting(uid: string, reason: string): boolean;
}
