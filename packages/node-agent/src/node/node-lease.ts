import { type Clock, formatMicroTime, isNotFound, type Lease, type Node, resources, type Timer } from '@sampan/api';
import type { Client, Logger } from '@sampan/client';

const namespace = 'kube-node-lease';
const renewEvery = 10_000;
/** The kubelet's `nodeLeaseDurationSeconds`. */
const leaseSeconds = 40;

export interface NodeLeaseOptions {
  client: Client;
  clock: Clock;
  logger: Logger;
  node: Node;
}

/** The node's heartbeat: its Lease, renewed every ten seconds, by which the control plane knows that it lives. */
export class NodeLease {
  readonly #options: NodeLeaseOptions;
  #lease: Lease | undefined;
  #timer: Timer | undefined;
  #isStopped = false;

  constructor(options: NodeLeaseOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#beat();
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  async #beat(): Promise<void> {
    try {
      this.#lease = await this.#renew();
    } catch (error) {
      this.#lease = undefined;
      this.#options.logger.warn('cannot renew the lease of the node', { error: String(error) });
    }
    if (!this.#isStopped) this.#timer = this.#options.clock.setTimeout(() => void this.#beat(), renewEvery);
  }

  async #renew(): Promise<Lease> {
    const { client, clock, node } = this.#options;
    const leases = client.resource(resources.leases);
    const key = { namespace, name: node.metadata.name ?? '' };
    const known = this.#lease ?? (await leases.get(key).catch(undefinedIfNotFound));
    if (known === undefined) return leases.create(nodeLease(node, clock.now()));
    return leases.update(renewedLease(known, clock.now()));
  }
}

/** The lease of a node, which goes with it. */
export function nodeLease({ metadata }: Node, now: number, leaseDurationSeconds = leaseSeconds): Lease {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      namespace,
      name: metadata.name,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: metadata.name ?? '', uid: metadata.uid ?? '' }],
    },
    spec: { holderIdentity: metadata.name, leaseDurationSeconds, renewTime: formatMicroTime(now) },
  };
}

export function renewedLease(lease: Lease, now: number): Lease {
  const spec = { ...lease.spec, holderIdentity: lease.metadata.name, renewTime: formatMicroTime(now) };
  return { ...lease, spec };
}

function undefinedIfNotFound(error: unknown): undefined {
  if (!isNotFound(error)) throw error;
}
