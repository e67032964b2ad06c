import type { Pod } from '@sampan/api';
import type { Snapshot } from '../state/cluster-state.js';
import type { NodeInfo } from '../state/node-info.js';
import type { FitError } from './fit-error.js';
import type { Plugin, PreparedPlugin } from './plugin.js';

export type Decision =
  | { readonly nodeName: string; readonly fitError?: undefined }
  | { readonly nodeName?: undefined; readonly fitError: FitError };

export interface SchedulingOptions {
  readonly plugins: readonly Plugin[];
  /** Where among the nodes to begin, so that all get their turn when not all are looked at. */
  readonly startAt: number;
  /** A number in [0, 1): decides among nodes that suit equally. */
  random(): number;
}

/** So many nodes are always looked at. */
const minFeasibleNodes = 100;

/**
 * Chooses a node for `pod`: filters, scores those that are left, takes the best. In large clusters it stops filtering
 * once enough nodes fit, as kube-scheduler does by default.
 */
export function schedulePod(pod: Pod, snapshot: Snapshot, options: SchedulingOptions): Decision {
  const prepared = options.plugins.flatMap((plugin) => {
    const asked = plugin.prepare(pod, snapshot);
    return asked === undefined ? [] : [{ weight: plugin.weight, asked }];
  });
  const refusal = prepared.find(({ asked }) => asked.refusal !== undefined)?.asked.refusal;
  if (refusal !== undefined) return { fitError: { nodeCount: snapshot.nodes.length, reasons: new Map(), refusal } };
  const { feasible, fitError } = filterNodes(
    snapshot,
    prepared.map(({ asked }) => asked),
    options.startAt,
  );
  if (feasible.length === 0) return { fitError };
  return { nodeName: bestNode(feasible, prepared, options.random).name };
}

function filterNodes(
  { nodes }: Snapshot,
  prepared: readonly PreparedPlugin[],
  startAt: number,
): { feasible: NodeInfo[]; fitError: FitError } {
  const filters = prepared.filter((plugin) => plugin.filter !== undefined);
  const enough = feasibleNodesToFind(nodes.length);
  const feasible: NodeInfo[] = [];
  const reasons = new Map<string, number>();
  for (let offset = 0; offset < nodes.length && feasible.length < enough; offset++) {
    const node = nodes[(startAt + offset) % nodes.length] as NodeInfo;
    const refusal = firstRefusal(filters, node);
    if (refusal === undefined) feasible.push(node);
    else for (const reason of refusal) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return { feasible, fitError: { nodeCount: nodes.length, reasons } };
}

/** The first plugin that refuses a node speaks for it. */
function firstRefusal(filters: readonly PreparedPlugin[], node: NodeInfo): readonly string[] | undefined {
  for (const plugin of filters) {
    const reasons = plugin.filter?.(node);
    if (reasons !== undefined && reasons.length > 0) return reasons;
  }
  return undefined;
}

/** 50 % of the nodes, less in larger clusters, never under 5 % nor under a hundred: upstream's adaptive percentage. */
function feasibleNodesToFind(nodeCount: number): number {
  if (nodeCount <= minFeasibleNodes) return nodeCount;
  const percentage = Math.max(50 - Math.floor(nodeCount / 125), 5);
  return Math.max(Math.floor((nodeCount * percentage) / 100), minFeasibleNodes);
}

function bestNode(
  feasible: readonly NodeInfo[],
  prepared: readonly { weight: number; asked: PreparedPlugin }[],
  random: () => number,
): NodeInfo {
  if (feasible.length === 1) return feasible[0] as NodeInfo;
  const totals = new Array<number>(feasible.length).fill(0);
  for (const { weight, asked } of prepared) {
    if (asked.score === undefined || weight === 0) continue;
    const scores = feasible.map(asked.score);
    asked.normalize?.(scores);
    for (const [index, score] of scores.entries()) totals[index] = (totals[index] ?? 0) + weight * score;
  }
  const best = Math.max(...totals);
  const winners = feasible.filter((_, index) => totals[index] === best);
  return winners[Math.floor(random() * winners.length)] as NodeInfo;
}
