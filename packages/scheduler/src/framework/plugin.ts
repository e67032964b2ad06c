import type { Node, Pod } from '@sampan/api';
import type { Snapshot } from '../state/cluster-state.js';
import type { NodeInfo, PlacedPod } from '../state/node-info.js';
import type { QueueingHints } from './cluster-events.js';
import type { Refusal } from './refusal.js';

/**
 * One rule of scheduling. A plugin takes part at the extension points whose functions it has; each is small, and up to
 * `reserve` a pure function of a Pod and a snapshot.
 */
export interface Plugin
  extends Partial<PreEnqueuePlugin>,
    Partial<QueueSortPlugin>,
    Partial<FilterPlugin>,
    Partial<PostFilterPlugin>,
    Partial<ScorePlugin>,
    Partial<ReservePlugin>,
    Partial<PermitPlugin>,
    Partial<BindingPlugin> {
  /** Upstream's name. */
  readonly name: string;
  /** Which events may help a Pod that it has refused; none without it. */
  readonly hints?: QueueingHints;
}

export interface PreEnqueuePlugin {
  /** Why the Pod may not be tried at all for now. */
  preEnqueue(pod: Pod): Refusal | undefined;
}

/** What the order of the queue looks at. */
export interface Queued {
  readonly pod: Pod;
  /** Grows with every Pod that is put into the queue. */
  readonly sequence: number;
}

export interface QueueSortPlugin {
  /** Whether `a` is tried before `b`. */
  comesBefore(a: Queued, b: Queued): boolean;
}

export interface FilterPlugin {
  /** PreFilter: looks at the Pod once. Undefined, upstream's Skip: the rule has nothing to say about this Pod. */
  preFilter(pod: Pod, snapshot: Snapshot): PreFilterResult | undefined;
}

export interface PreFilterResult {
  /** Why the Pod can go nowhere, whatever the nodes are. */
  readonly refusal?: Refusal;
  /** The only nodes that come into question, by name. */
  readonly nodes?: ReadonlySet<string>;
  /** Filter: why the Pod cannot go to this node; undefined when it can. */
  filter?(node: NodeInfo): Refusal | undefined;
  /** Counts a Pod more on `node`, of which `filter` would otherwise not know: PreFilterExtensions' AddPod. */
  podAdded?(placed: PlacedPod, node: Node): void;
  /** Counts a Pod less on `node`: RemovePod. */
  podRemoved?(placed: PlacedPod, node: Node): void;
}

/** What is known after no node took a Pod. */
export interface FailedAttempt {
  readonly pod: Pod;
  readonly snapshot: Snapshot;
  /** Why each node that was looked at refused; what all the others are refused for. */
  readonly refusals: ReadonlyMap<NodeInfo, Refusal>;
  readonly others: Refusal | undefined;
  /** Filters a node again, with the Pods that are nominated for it. */
  fits(node: NodeInfo): Refusal | undefined;
  podAdded(placed: PlacedPod, node: Node): void;
  podRemoved(placed: PlacedPod, node: Node): void;
  /** A number in [0, 1). */
  random(): number;
}

export interface PostFilterResult {
  /** Why nothing can be done, for the Pod's message. */
  readonly message?: string;
  /** The node that the Pod is nominated for from now on; '' for none any more. */
  readonly nominate?: string;
  /** What has to be done so that the Pod fits there. */
  perform?(): Promise<void>;
}

export interface PostFilterPlugin {
  /** Tries to make room for a Pod that no node took. */
  postFilter(attempt: FailedAttempt): PostFilterResult;
}

export interface ScorePlugin {
  /** PreScore: looks at the Pod and the nodes that fit. Undefined, upstream's Skip: all nodes suit equally. */
  preScore(pod: Pod, nodes: readonly NodeInfo[], snapshot: Snapshot): Scorer | undefined;
}

export interface Scorer {
  /** How well the node suits, in any unit. */
  score(node: NodeInfo): number;
  /** NormalizeScore: brings the scores of all nodes to 0…100, in place; scores are taken as they are without it. */
  normalize?(scores: number[]): void;
}

export interface ReservePlugin {
  /** Takes what the Pod needs besides its place; returns why it cannot be had. */
  reserve(pod: Pod, node: Node): Refusal | undefined;
  /** Gives it back: called in any case when something fails later. */
  unreserve(pod: Pod, node: Node): void;
}

/** Go on, do not, or wait: for `allow` or `reject`, `timeoutMs` at most. */
export type Permission = 'allow' | Refusal | { readonly timeoutMs: number; decide(waiting: WaitingPod): void };

/** A Pod that waits for a plugin's permission to be bound. */
export interface WaitingPod {
  readonly pod: Pod;
  allow(): void;
  reject(reason: string): void;
}

export interface PermitPlugin {
  permit(pod: Pod, node: Node): Permission;
}

export interface BindingPlugin {
  /** What has to be true before the Pod is bound; rejects where it cannot be made so. */
  preBind(pod: Pod, node: Node): Promise<void> | undefined;
  /** Writes that the Pod runs on the node. Resolves with false to leave it to the next plugin. */
  bind(pod: Pod, nodeName: string): Promise<boolean>;
  postBind(pod: Pod, nodeName: string): void;
}

/** The best score. */
export const maxScore = 100;

/** Scales so that the highest becomes 100; `reverse` makes the highest the worst. */
export function normalizeToMaximum(scores: number[], { reverse = false } = {}): void {
  let highest = 0;
  for (const score of scores) if (score > highest) highest = score;
  for (let index = 0; index < scores.length; index++) {
    const scaled = highest === 0 ? 0 : Math.floor(((scores[index] ?? 0) * maxScore) / highest);
    scores[index] = reverse ? maxScore - scaled : scaled;
  }
}
