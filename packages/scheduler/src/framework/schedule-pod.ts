import type { Pod } from '@sampan/api';
import type { Snapshot } from '../state/cluster-state.js';
import type { NodeInfo } from '../state/node-info.js';
import { type Filters, prepareFilters } from './filters.js';
import { countReasons, type FitError } from './fit-error.js';
import type { FailedAttempt, PostFilterResult } from './plugin.js';
import type { Profile } from './profile.js';
import type { Refusal } from './refusal.js';
import { bestNode } from './score-nodes.js';

export type Decision = Chosen | Refused;

export interface Chosen {
  readonly nodeName: string;
  /** How many nodes were looked at: where to begin with the next Pod. */
  readonly lookedAt: number;
}

/** No node takes the Pod. */
export interface Refused {
  readonly nodeName?: undefined;
  readonly lookedAt: number;
  readonly fitError: FitError;
  /** The plugins that have to be asked whether an event may help. */
  readonly refusedBy: ReadonlySet<string>;
  /** What PostFilter plugins make of it. */
  readonly remedy: PostFilterResult;
}

export interface SchedulingOptions {
  readonly profile: Profile;
  /** Where among the nodes to begin, so that all get their turn when not all are looked at. */
  readonly startAt: number;
  /** A number in [0, 1): decides among nodes that suit equally. */
  random(): number;
}

/** So many nodes are always looked for. */
const minFeasibleNodes = 100;

/**
 * Chooses a node for `pod`: filters, scores those that are left, takes the best. In large clusters it stops filtering
 * once enough nodes fit, as kube-scheduler does by default. Where none fits, PostFilter plugins look for a remedy.
 */
export function schedulePod(pod: Pod, snapshot: Snapshot, options: SchedulingOptions): Decision {
  const { profile, random } = options;
  if (snapshot.nodes.length === 0) return nowhere;
  const filters = prepareFilters(pod, snapshot, profile);
  const refusals = new Map<NodeInfo, Refusal>();
  const { feasible, lookedAt } = filters.refusal
    ? { feasible: [], lookedAt: 0 }
    : findNodes(pod, snapshot, { ...options, filters, refusals });
  if (feasible.length > 0) return { nodeName: bestNode(feasible, pod, { snapshot, profile, random }).name, lookedAt };
  const refusedBy = new Set(filters.refusedBy);
  const remedy = lookForRemedy(pod, snapshot, { profile, random, filters, refusals });
  const others = { count: snapshot.nodes.length - refusals.size, reasons: filters.others?.reasons ?? [] };
  return {
    lookedAt,
    refusedBy,
    remedy,
    fitError: {
      nodeCount: snapshot.nodes.length,
      reasons: countReasons(refusals.values(), others),
      ...(filters.refusal && { refusal: filters.refusal.reasons.join(', ') }),
      ...(remedy.message && { afterwards: remedy.message }),
    },
  };
}

const nowhere: Refused = {
  lookedAt: 0,
  fitError: { nodeCount: 0, reasons: new Map() },
  refusedBy: new Set(),
  remedy: { nominate: '' },
};

/** The nodes that fit: the one that the Pod is nominated for, if it does, or as many as are enough. */
function findNodes(
  pod: Pod,
  snapshot: Snapshot,
  { filters, refusals, profile, startAt }: SchedulingOptions & { filters: Filters; refusals: Map<NodeInfo, Refusal> },
): { feasible: NodeInfo[]; lookedAt: number } {
  const nominated = snapshot.node(snapshot.nominations.nodeOf(pod.metadata.uid ?? ''));
  if (nominated !== undefined && filters.nodes?.has(nominated.name) !== false && !filters.check(nominated)) {
    return { feasible: [nominated], lookedAt: 0 };
  }
  const nodes = filters.nodes ? [...filters.nodes].flatMap((name) => snapshot.node(name) ?? []) : snapshot.nodes;
  const enough = profile.points.score.length === 0 ? 1 : nodesToFind(nodes.length, profile.percentageOfNodesToScore);
  const feasible: NodeInfo[] = [];
  let lookedAt = 0;
  for (; lookedAt < nodes.length && feasible.length < enough; lookedAt++) {
    const node = nodes[(startAt + lookedAt) % nodes.length] as NodeInfo;
    const refusal = filters.check(node);
    if (refusal === undefined) feasible.push(node);
    else refusals.set(node, refusal);
  }
  return { feasible, lookedAt };
}

/** By default 50 % of the nodes, less in larger clusters, never under 5 %; and never under a hundred. */
function nodesToFind(nodeCount: number, percentage: number): number {
  if (nodeCount < minFeasibleNodes) return nodeCount;
  const share = percentage || Math.max(50 - Math.floor(nodeCount / 125), 5);
  return Math.max(Math.floor((nodeCount * share) / 100), minFeasibleNodes);
}

/** The first plugin that finds one speaks alone; where none does, all say why. */
function lookForRemedy(
  pod: Pod,
  snapshot: Snapshot,
  {
    profile,
    random,
    filters,
    refusals,
  }: { profile: Profile; random: () => number; filters: Filters; refusals: ReadonlyMap<NodeInfo, Refusal> },
): PostFilterResult {
  const attempt: FailedAttempt = {
    ...{ pod, snapshot, refusals, random },
    others: filters.refusal ?? filters.others,
    fits: filters.check,
    podAdded: filters.podAdded,
    podRemoved: filters.podRemoved,
  };
  const messages: string[] = [];
  let result: PostFilterResult = {};
  for (const plugin of profile.points.postFilter) {
    result = plugin.postFilter?.(attempt) ?? {};
    if (result.nominate) return result;
    if (result.message) messages.push(result.message);
  }
  return { ...result, ...(messages.length > 0 && { message: messages.join(', ') }) };
}
