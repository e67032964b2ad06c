import { type Node, type ObjectKey, resources } from '@sampan/api';
import {
  type ControllerContext,
  type ControllerDefinition,
  defineController,
  patchAction,
  watched,
} from '@sampan/client';

const annotation = 'node.alpha.kubernetes.io/ttl';

/** How long agents may trust what they have read, in seconds, by the number of nodes; ranges overlap, so that it holds still. */
const steps = [
  { fewest: 0, most: 100, seconds: 0 },
  { fewest: 90, most: 500, seconds: 15 },
  { fewest: 450, most: 1000, seconds: 30 },
  { fewest: 900, most: 2000, seconds: 60 },
  { fewest: 1800, most: 10_000, seconds: 300 },
  { fewest: 9000, most: Number.POSITIVE_INFINITY, seconds: 600 },
];

/*
 * Promises: each node says for how long its agent may keep Secrets and ConfigMaps before it asks again: longer, the more
 * nodes there are.
 * Reads: Nodes. Writes: an annotation of Nodes.
 * Runs when: a node changes, or comes or goes.
 */
export function ttlController(): ControllerDefinition<Node> {
  let step = 0;
  return defineController({
    name: 'ttl',
    primary: resources.nodes,
    watches: [watched(resources.nodes, allNodes, () => false)],
    reconcile: async (key, context) => {
      const nodes = context.lister(resources.nodes);
      step = nextStep(step, nodes.list().length);
      const node = nodes.get(key);
      const ttl = String(steps[step]?.seconds ?? 0);
      if (node === undefined || node.metadata.annotations?.[annotation] === ttl) return;
      const body = { metadata: { annotations: { [annotation]: ttl } } };
      await context.perform([patchAction(resources.nodes, key, { type: 'merge', body })]);
    },
  });
}

/** The step for so many nodes: the one there was, as long as they fit. */
export function nextStep(step: number, nodes: number): number {
  let next = step;
  while (nodes > (steps[next]?.most ?? 0)) next++;
  while (nodes < (steps[next]?.fewest ?? 0)) next--;
  return next;
}

function allNodes(_node: Node, context: ControllerContext): ObjectKey[] {
  return context
    .lister(resources.nodes)
    .list()
    .map(({ metadata }) => ({ namespace: '', name: metadata.name ?? '' }));
}
