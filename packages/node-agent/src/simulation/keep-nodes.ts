import {
  type Clock,
  isAlreadyExists,
  isConflict,
  isNotFound,
  type Lease,
  type Node,
  resources,
  type Timer,
} from '@sampan/api';
import type { Client, Logger } from '@sampan/client';
import { nodeLease, renewedLease } from '../node/node-lease.js';

/** How long the control plane waits for a sign of life: longer than of a kubelet, because thousands cost a thousand times as much. */
const leaseSeconds = 300;
/** Every node's lease is renewed so often, in milliseconds. */
const renewEvery = 150_000;
/** So many requests are made at once. */
const batchSize = 50;

export interface NodesOptions {
  client: Client;
  clock: Clock;
  logger: Logger;
}

/** Registers nodes that are not there yet, and says of those that are that they are ready. Resolves with the nodes as they are. */
export async function registerNodes(wanted: readonly Node[], options: NodesOptions): Promise<Map<string, Node>> {
  const registered = new Map<string, Node>();
  await inBatches(wanted, async (node) => {
    registered.set(node.metadata.name ?? '', await registerNode(node, options));
  });
  return registered;
}

async function registerNode({ metadata, spec, status }: Node, { client }: NodesOptions): Promise<Node> {
  const nodes = client.resource(resources.nodes);
  const { name = '', labels } = metadata;
  try {
    return await nodes.create({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec, status });
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    const key = { namespace: '', name };
    return nodes.patch(key, { type: 'strategic', body: { status } }, { subresource: 'status' });
  }
}

/** Renews the leases of nodes, batch after batch, spread evenly over time. */
export function keepNodes(nodes: Map<string, Node>, options: NodesOptions): { stop(): Promise<void> } {
  const { client, clock, logger } = options;
  const leases = client.resource(resources.leases);
  const known = new Map<string, Lease>();
  const batches = Math.max(1, Math.ceil(nodes.size / batchSize));
  let next = 0;
  let timer: Timer | undefined;
  let working: Promise<void>;

  async function renew(node: Node): Promise<void> {
    const { name = '' } = node.metadata;
    const key = { namespace: 'kube-node-lease', name };
    const before = known.get(name);
    const renewed =
      (await update(before)) ??
      (await update(await leases.get(key).catch(undefinedIfGone))) ??
      (await create(before === undefined ? node : await comeBack(node)));
    known.set(name, renewed);
  }

  function create(node: Node): Promise<Lease> {
    return leases.create(nodeLease(node, clock.now(), leaseSeconds));
  }

  /** Undefined where there is no such lease, or not any more. */
  async function update(lease: Lease | undefined): Promise<Lease | undefined> {
    return lease && leases.update(renewedLease(lease, clock.now())).catch(undefinedIfGone);
  }

  /** A lease that was there goes with its node, which somebody has deleted: it registers again, as a restarted kubelet would. */
  async function comeBack(node: Node): Promise<Node> {
    const registered = await registerNode(node, options);
    nodes.set(node.metadata.name ?? '', registered);
    return registered;
  }

  async function beat(): Promise<void> {
    timer = clock.setTimeout(beatAgain, renewEvery / batches);
    const batch = [...nodes.values()].slice(next * batchSize, (next + 1) * batchSize);
    next = (next + 1) % batches;
    const failed = (node: Node) => (error: unknown) =>
      logger.warn('cannot renew the lease of a node', { node: node.metadata.name, error });
    await inBatches(batch, (node) => renew(node).catch(failed(node)));
  }

  function beatAgain(): void {
    working = beat();
  }

  working = beat();
  return {
    stop: async () => {
      timer?.cancel();
      await working;
    },
  };
}

async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += batchSize) {
    await Promise.all(items.slice(start, start + batchSize).map(work));
  }
}

/** An update of a lease that is gone is a conflict, because it could create one. */
function undefinedIfGone(error: unknown): undefined {
  if (!isNotFound(error) && !isConflict(error)) throw error;
}
