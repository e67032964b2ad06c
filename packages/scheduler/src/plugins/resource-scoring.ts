import type { Pod } from '@sampan/api';
import { maxScore } from '../framework/plugin.js';
import { amountsOf } from '../state/amounts.js';
import type { NodeInfo } from '../state/node-info.js';

export interface ResourceWeight {
  readonly name: string;
  readonly weight: number;
}

/** A point of a function of utilization: percent, and a score of 0…10. */
export interface ShapePoint {
  readonly utilization: number;
  readonly score: number;
}

/** `scoringStrategy` of NodeResourcesFitArgs. */
export interface ScoringStrategy {
  readonly type: 'LeastAllocated' | 'MostAllocated' | 'RequestedToCapacityRatio';
  readonly resources: readonly ResourceWeight[];
  readonly requestedToCapacityRatio?: { readonly shape: readonly ShapePoint[] };
}

/** How good it is to have given away so much of a resource, of which the node has `capacity`: 0…100. */
type Rating = (requested: number, capacity: number) => number;

/** A node's score for the Pod by one of the strategies. */
export function scoreBy(strategy: ScoringStrategy, { spec }: Pod): (node: NodeInfo) => number {
  const { requests, nonZero } = amountsOf(spec);
  const asked = strategy.resources
    .map(({ name, weight }) => {
      const assumed: 'cpu' | 'memory' | undefined = name === 'cpu' || name === 'memory' ? name : undefined;
      return { name, weight, assumed, amount: assumed === undefined ? (requests[name] ?? 0) : nonZero[assumed] };
    })
    // Others than those that every node has count for Pods that ask for them.
    .filter(({ name, assumed, amount }) => assumed !== undefined || name === 'ephemeral-storage' || amount > 0);
  const [rate, round] = ratingsOf(strategy);
  const skipsWorthless = strategy.type === 'RequestedToCapacityRatio';
  return (node) => {
    let sum = 0;
    let weights = 0;
    for (const { name, weight, assumed, amount } of asked) {
      const capacity = node.allocatable[name] ?? 0;
      if (capacity === 0) continue;
      const taken = assumed === undefined ? (node.requested[name] ?? 0) : node.nonZero[assumed];
      const score = rate(taken + amount, capacity);
      // A resource that the shape gives nothing for does not count at all.
      if (skipsWorthless && score === 0) continue;
      sum += score * weight;
      weights += weight;
    }
    return weights === 0 ? 0 : round(sum / weights);
  };
}

function ratingsOf({ type, requestedToCapacityRatio }: ScoringStrategy): [Rating, (score: number) => number] {
  if (type === 'RequestedToCapacityRatio') return [ratioRating(requestedToCapacityRatio?.shape ?? []), Math.round];
  return [type === 'MostAllocated' ? mostAllocated : leastAllocated, Math.floor];
}

function leastAllocated(requested: number, capacity: number): number {
  return requested > capacity ? 0 : Math.floor(((capacity - requested) * maxScore) / capacity);
}

function mostAllocated(requested: number, capacity: number): number {
  return Math.floor((Math.min(requested, capacity) * maxScore) / capacity);
}

/** The shape's points give 0…10; between them it is linear, beyond them level. */
function ratioRating(shape: readonly ShapePoint[]): Rating {
  const points = shape.map(({ utilization, score }) => ({ utilization, score: score * 10 }));
  return (requested, capacity) => {
    const utilization = requested > capacity ? 100 : Math.floor((requested * 100) / capacity);
    const next = points.findIndex((point) => utilization <= point.utilization);
    if (next === -1) return points.at(-1)?.score ?? 0;
    const [before, after] = [points[next - 1], points[next]];
    if (after === undefined || before === undefined) return after?.score ?? 0;
    const share = (utilization - before.utilization) / (after.utilization - before.utilization);
    return Math.trunc(before.score + (after.score - before.score) * share);
  };
}
