import {
  fitsNodeAffinity,
  labelSelectorAsSelector,
  type Node,
  type Pod,
  type Selector,
  selectorOf,
  type TopologySpreadConstraint,
  untoleratedTaint,
} from '@sampan/api';
import type { Snapshot } from '../state/cluster-state.js';
import type { PodTally } from '../state/pod-tallies.js';

/** A constraint of one Pod, made fast to ask. */
export interface SpreadConstraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  /** With fewer domains than these the least is taken to be none. */
  readonly minDomains: number;
  /** Whether Pods on the node count; undefined: they do on every node. */
  readonly counts: ((node: Node) => boolean) | undefined;
  /** Whether a Pod counts, wherever it is. */
  matches(pod: Pod): boolean;
  /** How many that count each node has. */
  readonly tally: PodTally;
  /** How many of them each domain has, counted nodes or not. */
  inDomains(): PodTally;
}

export const hostname = 'kubernetes.io/hostname';

/** What Pods wish that say nothing, in clusters that say nothing either: upstream's system defaults. */
export const systemConstraints: readonly TopologySpreadConstraint[] = [
  { topologyKey: hostname, whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
];

/** The Pod's constraints of one kind; those of the profile for Pods without any, over the Pods that do the same work. */
export function constraintsOf(
  pod: Pod,
  snapshot: Snapshot,
  { defaults, kind }: { defaults: readonly TopologySpreadConstraint[]; kind: 'DoNotSchedule' | 'ScheduleAnyway' },
): SpreadConstraint[] {
  const own = pod.spec.topologySpreadConstraints ?? [];
  const wanted = (own.length > 0 ? own : defaults).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === kind);
  if (wanted.length === 0) return [];
  if (own.length > 0)
    return wanted.map((constraint) => compile(constraint, ownSelector(constraint, pod), { pod, snapshot }));
  const selector = snapshot.workloads.selectorFor(pod);
  return selector.empty ? [] : wanted.map((constraint) => compile(constraint, selector, { pod, snapshot }));
}

/** The labels of the Pod itself that `matchLabelKeys` name have to be the same. */
function ownSelector({ labelSelector, matchLabelKeys = [] }: TopologySpreadConstraint, pod: Pod): Selector {
  const selector = labelSelectorAsSelector(labelSelector);
  const same = matchLabelKeys.flatMap((key) => {
    const value = pod.metadata.labels?.[key];
    return value === undefined ? [] : [{ key, operator: 'in' as const, values: [value] }];
  });
  if (same.length === 0 || labelSelector === undefined) return selector;
  return selectorOf([...selector.requirements, ...same]);
}

function compile(
  constraint: TopologySpreadConstraint,
  selector: Selector,
  { pod, snapshot }: { pod: Pod; snapshot: Snapshot },
): SpreadConstraint {
  const { topologyKey, maxSkew, minDomains = 1 } = constraint;
  const namespace = pod.metadata.namespace ?? '';
  const matches = ({ metadata }: Pod): boolean =>
    metadata.namespace === namespace && metadata.deletionTimestamp === undefined && selector.matches(metadata.labels);
  const description = `spread ${namespace} ${selector}`;
  return {
    ...{ topologyKey, maxSkew, minDomains, matches },
    counts: inclusionOf(constraint, pod),
    tally: snapshot.tallies.of(description, matches),
    inDomains: () => snapshot.tallies.inDomains(description, matches, topologyKey),
  };
}

/**
 * Nodes that the Pod may not use for its node affinity do not count, those that it may not use for their taints do,
 * unless the constraint says otherwise: a domain of them would stay the emptiest for ever.
 */
function inclusionOf(
  { nodeAffinityPolicy = 'Honor', nodeTaintsPolicy = 'Ignore' }: TopologySpreadConstraint,
  { spec }: Pod,
): ((node: Node) => boolean) | undefined {
  const selects = spec.nodeSelector !== undefined || spec.affinity?.nodeAffinity !== undefined;
  const byAffinity = nodeAffinityPolicy === 'Honor' && selects;
  const byTaints = nodeTaintsPolicy === 'Honor';
  if (!byAffinity && !byTaints) return undefined;
  return (node) => {
    if (byAffinity && !fitsNodeAffinity(spec, node)) return false;
    return !byTaints || untoleratedTaint(spec.tolerations, node.spec.taints) === undefined;
  };
}
