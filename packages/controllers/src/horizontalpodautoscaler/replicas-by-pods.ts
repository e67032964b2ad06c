import type { Pod } from '@sampan/api';
import { CalculationError } from './calculation-error.js';
import { groupPods } from './group-pods.js';
import type { PodMetrics } from './readings.js';
import { requestsOf } from './requests.js';
import type { AutoscalerSettings } from './settings.js';

/** How far use may be from what it should be without a change, as shares: below and above. */
export interface Tolerances {
  readonly down: number;
  readonly up: number;
}

/** What a proposal is made of, besides the metric. */
export interface Target {
  /** Those that the target's selector selects. */
  readonly pods: readonly Pod[];
  /** How many there should be, and how many there are. */
  readonly specReplicas: number;
  readonly statusReplicas: number;
  readonly tolerances: Tolerances;
  readonly settings: AutoscalerSettings;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function isWithin(ratio: number, { down, up }: Tolerances): boolean {
  return 1 - down <= ratio && ratio <= 1 + up;
}

/** A use of resources, and how it compares with what it should be: 1 is as it should be. */
interface Use {
  readonly ratio: number;
  /** The average of a Pod, in thousandths. */
  readonly average: number;
  /** As a percentage of what Pods ask for. */
  readonly utilization?: number;
}

/** How many Pods there should be, and what there is now. */
export type PodsProposal = { readonly replicas: number } & Omit<Use, 'ratio'>;

/** By a share of what containers ask for, in percent: `GetResourceReplicas` of kube-controller-manager. */
export function replicasByUtilization(
  metrics: PodMetrics,
  target: Target,
  { resource, container, percent }: { resource: string; container?: string | undefined; percent: number },
): PodsProposal {
  const requests = () => requestsOf(target.pods, resource, container);
  return replicasByPods(metrics, target, {
    resource,
    prepare: () => {
      const known = requests();
      return {
        use: (values) => utilizationOf(values, known, percent),
        // As if they used all that they ask for, or all that they may.
        busy: (name) => Math.trunc(((known.get(name) ?? 0) * Math.max(100, percent)) / 100),
      };
    },
  });
}

/** By an amount for each Pod, in thousandths: `calcPlainMetricReplicas` of kube-controller-manager. */
export function replicasByAverage(
  metrics: PodMetrics,
  target: Target,
  { resource, milli }: { resource: string; milli: number },
): PodsProposal {
  const use = (values: ReadonlyMap<string, number>): Use => {
    const average = Math.trunc(sum(values.values()) / values.size);
    return { ratio: average / milli, average };
  };
  return replicasByPods(metrics, target, { resource, prepare: () => ({ use, busy: () => milli }) });
}

interface Measure {
  use(values: ReadonlyMap<string, number>): Use;
  /** What a Pod of which nothing is known is taken to use before the target is made smaller. */
  busy(name: string): number;
}

/**
 * Pods that are measured decide. Of the others the careful thing is assumed, in the direction in which the target would go:
 * before it grows, they use nothing; before it shrinks, the missing ones use all that they should. If that leads the other
 * way, nothing happens.
 */
function replicasByPods(
  metrics: PodMetrics,
  target: Target,
  { resource, prepare }: { resource: string; prepare(): Measure },
): PodsProposal {
  const { pods, specReplicas, tolerances, settings, now } = target;
  if (pods.length === 0) throw new CalculationError('no pods returned by selector while calculating replica count');
  const { ready, unready, missing, measured } = groupPods(pods, metrics, { resource, settings, now });
  if (measured.size === 0) {
    throw new CalculationError('did not receive metrics for targeted pods (pods might be unready)');
  }
  const { use, busy } = prepare();
  const values = new Map([...measured].map(([name, { value }]) => [name, value]));
  const { ratio, ...shown } = use(values);
  const growsWithUnready = unready.length > 0 && ratio > 1;
  if (!growsWithUnready && missing.length === 0) {
    return { ...shown, replicas: isWithin(ratio, tolerances) ? specReplicas : Math.ceil(ratio * ready) };
  }
  if (ratio !== 1) for (const name of missing) values.set(name, ratio < 1 ? busy(name) : 0);
  if (growsWithUnready) for (const name of unready) values.set(name, 0);
  const careful = use(values).ratio;
  const replicas = Math.ceil(careful * values.size);
  const turns = (ratio < 1 && careful > 1) || (ratio > 1 && careful < 1);
  const isOpposite = (careful < 1 && replicas > specReplicas) || (careful > 1 && replicas < specReplicas);
  const stays = isWithin(careful, tolerances) || turns || isOpposite;
  return { ...shown, replicas: stays ? specReplicas : replicas };
}

function utilizationOf(
  values: ReadonlyMap<string, number>,
  requests: ReadonlyMap<string, number>,
  percent: number,
): Use {
  const known = [...values].filter(([name]) => requests.has(name));
  const used = sum(known.map(([, value]) => value));
  const requested = sum(known.map(([name]) => requests.get(name) ?? 0));
  if (requested === 0) throw new CalculationError('no metrics returned matched known pods');
  const utilization = Math.trunc((used * 100) / requested);
  return { ratio: utilization / percent, utilization, average: Math.trunc(used / known.length) };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
