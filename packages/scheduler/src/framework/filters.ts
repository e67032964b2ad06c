import type { Node, Pod } from '@sampan/api';
import type { Snapshot } from '../state/cluster-state.js';
import type { NodeInfo, PlacedPod } from '../state/node-info.js';
import type { PreFilterResult } from './plugin.js';
import type { Profile } from './profile.js';
import { type Refusal, unresolvable } from './refusal.js';

/** What a profile's plugins ask of each node for one Pod. */
export interface Filters {
  /** Why the Pod can go nowhere. */
  readonly refusal?: Refusal;
  /** The only nodes that come into question, and the refusal of all others. */
  readonly nodes?: ReadonlySet<string>;
  readonly others?: Refusal;
  /** The plugins that refused something so far. */
  readonly refusedBy: Set<string>;
  /** Why the Pod cannot go to the node, with the Pods that are nominated for it and without them. */
  check(node: NodeInfo): Refusal | undefined;
  podAdded(placed: PlacedPod, node: Node): void;
  podRemoved(placed: PlacedPod, node: Node): void;
}

interface Prepared extends PreFilterResult {
  readonly name: string;
}

/** Has every plugin look at the Pod: those with nothing to say are not asked again. */
export function prepareFilters(pod: Pod, snapshot: Snapshot, { points }: Profile): Filters {
  const refusedBy = new Set<string>();
  const prepared: Prepared[] = [];
  const narrowing: string[] = [];
  let nodes: ReadonlySet<string> | undefined;
  let refusal: Refusal | undefined;
  for (const plugin of new Set([...points.preFilter, ...points.filter])) {
    const result = plugin.preFilter?.(pod, snapshot);
    if (result === undefined) continue;
    if (points.filter.includes(plugin) && result.filter !== undefined) {
      prepared.push({ ...result, filter: result.filter, name: plugin.name });
    }
    if (!points.preFilter.includes(plugin)) continue;
    if (result.refusal !== undefined) refusedBy.add(plugin.name);
    refusal ??= result.refusal;
    if (refusal === undefined && result.nodes !== undefined) {
      narrowing.push(plugin.name);
      nodes = intersection(nodes, result.nodes);
      if (nodes.size === 0) refusal = nowhere(narrowing, refusedBy);
    }
    if (refusal !== undefined) break;
  }
  if (nodes !== undefined) for (const name of narrowing) refusedBy.add(name);

  const firstRefusal = (node: NodeInfo): Refusal | undefined => {
    for (const plugin of prepared) {
      const found = plugin.filter?.(node);
      if (found === undefined) continue;
      refusedBy.add(plugin.name);
      return found;
    }
    return undefined;
  };
  const podAdded = (placed: PlacedPod, node: Node): void => {
    for (const plugin of prepared) plugin.podAdded?.(placed, node);
  };
  const podRemoved = (placed: PlacedPod, node: Node): void => {
    for (const plugin of prepared) plugin.podRemoved?.(placed, node);
  };
  return {
    ...(refusal && { refusal }),
    ...(nodes && { nodes, others: unresolvable(`node(s) didn't satisfy plugin(s) [${narrowing.sort().join(' ')}]`) }),
    refusedBy,
    podAdded,
    podRemoved,
    check: (node) => {
      const nominated = nominatedFor(node, pod, snapshot);
      if (nominated.length === 0) return firstRefusal(node);
      const crowded = node.copy();
      for (const placed of nominated) {
        crowded.add(placed);
        podAdded(placed, node.node);
      }
      const found = firstRefusal(crowded);
      for (const placed of nominated) podRemoved(placed, node.node);
      // They may never come: a Pod that needs their company does not fit either.
      return found ?? firstRefusal(node);
    },
  };
}

const nobody: readonly PlacedPod[] = [];

/** Pods that hold room on the node and are not less important than `pod`. */
function nominatedFor(node: NodeInfo, pod: Pod, { nominations }: Snapshot): readonly PlacedPod[] {
  if (nominations.empty) return nobody;
  const { uid } = pod.metadata;
  const priority = pod.spec.priority ?? 0;
  return [...nominations.for(node.name)].filter(
    (placed) => placed.uid !== uid && (placed.pod.spec.priority ?? 0) >= priority,
  );
}

function intersection(a: ReadonlySet<string> | undefined, b: ReadonlySet<string>): ReadonlySet<string> {
  return a === undefined ? b : new Set([...a].filter((name) => b.has(name)));
}

function nowhere(narrowing: readonly string[], refusedBy: Set<string>): Refusal {
  for (const name of narrowing) refusedBy.add(name);
  if (narrowing.length === 1) return unresolvable(`node(s) didn't satisfy plugin ${narrowing[0]}`);
  return unresolvable(`node(s) didn't satisfy plugin(s) [${[...narrowing].sort().join(' ')}] simultaneously`);
}
