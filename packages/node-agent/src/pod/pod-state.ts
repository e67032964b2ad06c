import type { ResourceRequirements } from '@sampan/api';
import type { PodAllocation } from './allocation.js';
import type { ResizePending } from './decide-resize.js';

/**
 * What the agent has observed of a pod on its node. The worker writes it as things happen; `next` and `podStatus` only
 * read it. All times are milliseconds since the Unix epoch.
 */
export interface PodState {
  /** When the agent took the pod on: `status.startTime`. */
  startTime: number;
  /** The pod's address and folder exist, and its volumes are mounted. */
  setUp: boolean;
  /** What the files of the volumes are made from has changed since they were written. */
  volumesAreOutdated: boolean;
  /** Set once the pod has its address. */
  podIP?: string;
  hostIP: string;
  /** By container name; containers that were never started have no entry. */
  containers: Map<string, ContainerState>;
  /** What the node has given to the pod. */
  allocation: PodAllocation;
  /** Why it has not been given what its spec asks for: told of this generation, and to be looked at again. */
  resizePending?: ResizePending & { generation: number; retry: boolean };
  /** The generation of the spec that its containers are being brought to. */
  resizing?: number;
  /** All containers are ended, to start again from the first init container: whose end asked for it. */
  restarting?: { container: string; exitCode: number };
  /** Why the pod was ended before its containers were done (DeadlineExceeded, …). */
  ended?: { reason: string; message: string };
  /** The pod's object is gone: there is no status to write any more. */
  deleted: boolean;
  /** All processes of the pod are gone, and its folder with them. */
  tornDown: boolean;
}

/**
 *      (none) ──▶ starting ──▶ running ──▶ stopping
 *                  │    ▲          │           │
 *       no program │    │ restart  ▼           ▼
 *                  └────┴──────▶ exited ◀──────┘
 *
 * `blocked` is a start that cannot be tried yet: no image, no ConfigMap. Nothing ran, so nothing is counted. `waiting`
 * is a container that ended when all of its pod were restarted, or when it was to take on other resources, and whose turn
 * has not come yet.
 */
export interface ContainerState {
  phase: 'starting' | 'running' | 'stopping' | 'exited' | 'blocked' | 'waiting';
  /** The start that this state is about, counted from 0. */
  attempt: number;
  run?: ContainerRun;
  exit?: ContainerTermination;
  /** How the attempt before this one ended. */
  previous?: ContainerTermination;
  blocked?: BlockedStart;
  backOff?: RestartBackOff;
  /** The back-off that is going on was told by an event. */
  backOffTold: boolean;
  /** While it is stopping: how long it has from the stop's beginning until it is killed. */
  graceSeconds?: number;
  /** It was stopped to start again, however it ends. */
  isRestarting?: boolean;
  /** The postStart hook and the startup probe have passed. */
  started: boolean;
  /** The readiness probe passes. */
  ready: boolean;
}

export interface ContainerRun {
  id: string;
  image: string;
  imageID: string;
  /** The signal that asks it to end. */
  stopSignal: string;
  startedAt: number;
  /** What it has of what it was given. */
  resources: ResourceRequirements;
}

export interface ContainerTermination {
  exitCode: number;
  signal?: number;
  reason: string;
  message?: string;
  startedAt: number;
  finishedAt: number;
  id: string;
}

export interface BlockedStart {
  reason: string;
  message: string;
  since: number;
  retryAt: number;
  /** How long the next wait is (images only). */
  delay: number;
}

export interface RestartBackOff {
  delay: number;
  updatedAt: number;
}

export function newContainerState(attempt: number): ContainerState {
  return { phase: 'starting', attempt, backOffTold: false, started: false, ready: false };
}
