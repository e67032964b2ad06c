import { findCondition, type Node } from '@sampan/api';
import { isReady } from './node-health.js';

/** Upstream's `--unhealthy-zone-threshold`, `--large-cluster-size-threshold` and eviction rates, as milliseconds a node. */
const unhealthyShare = 0.55;
const largeSize = 50;
const evictionIntervalMs = 10_000;
const slowIntervalMs = 100_000;

/** How much of a zone is there. */
export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

/** The failure domain of a node, by its labels; nodes without any are in one together. */
export function zoneOf({ metadata }: Node): string {
  const { labels = {} } = metadata;
  const [region = '', zone = ''] = ['region', 'zone'].map((name) => labels[`topology.kubernetes.io/${name}`]);
  return `${region}/${zone}`;
}

/** Nodes that have never said how they are do not count. */
export function stateOfZone(nodes: readonly Node[]): ZoneState {
  const known = nodes.filter(({ status }) => findCondition(status?.conditions, 'Ready') !== undefined);
  const lost = known.filter((node) => !isReady(node)).length;
  if (lost > 0 && lost === known.length) return 'FullDisruption';
  return lost > 2 && lost / known.length >= unhealthyShare ? 'PartialDisruption' : 'Normal';
}

/**
 * How long it takes from one node of a zone whose Pods are driven away to the next, in milliseconds. Where most of a zone is
 * not well, something else may be wrong: slower in large ones, and not at all in small ones.
 */
export function evictionInterval(state: ZoneState, size: number): number {
  if (state !== 'PartialDisruption') return evictionIntervalMs;
  return size > largeSize ? slowIntervalMs : Number.POSITIVE_INFINITY;
}

/** One node after the other, zone by zone. */
export interface EvictionPace {
  /** Zero: it is the zone's turn, which is taken; else how long it is to wait, in milliseconds. */
  take(zone: string, intervalMs: number, now: number): number;
}

export function createEvictionPace(): EvictionPace {
  const last = new Map<string, number>();
  return {
    take(zone, intervalMs, now) {
      const wait = (last.get(zone) ?? Number.NEGATIVE_INFINITY) + intervalMs - now;
      if (wait > 0 || Number.isNaN(wait)) return Number.isNaN(wait) ? Number.POSITIVE_INFINITY : wait;
      last.set(zone, now);
      return 0;
    },
  };
}
