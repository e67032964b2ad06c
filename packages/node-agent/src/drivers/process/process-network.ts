import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Container } from '../container.js';
import type { NodeNetwork, PortHolder } from '../node-network.js';
import type { Notice } from '../notice.js';
import { whyItCouldNotListen } from './listen-failure.js';
import { listenerOfPod } from './pod-listener.js';
import type { ProcessNode } from './process-node.js';

/** All pods share the host's network: only the process that holds a socket tells whose it is. */
export class ProcessNetwork implements NodeNetwork {
  readonly #node: ProcessNode;

  constructor(node: ProcessNode) {
    this.#node = node;
  }

  async connect(podUid: string, port: number): Promise<Duplex> {
    const sandbox = this.#node.sandboxes.get(podUid);
    if (sandbox === undefined) throw new Error(`no sandbox for pod ${podUid}`);
    // Inside a pod's own network a program may listen on localhost only; here that is the host's, and others' too.
    const address = await listenerOfPod(this.#node.processesOf(sandbox), port);
    if (address === undefined) {
      const refused = new Error(`connect ECONNREFUSED ${sandbox.ip}:${port}`);
      throw Object.assign(refused, { code: 'ECONNREFUSED' });
    }
    return openSocket(address, port);
  }

  async portHolder(podUid: string, port: number): Promise<PortHolder> {
    const sandbox = this.#node.sandboxes.get(podUid);
    return sandbox === undefined ? 'nobody' : this.#node.portHolders.holder(this.#node.processesOf(sandbox), port);
  }

  whyNotListening(container: Container): Promise<Notice | undefined> {
    return whyItCouldNotListen(container, this.#node.sandboxes.get(container.podUid)?.ip ?? '');
  }
}

function openSocket(host: string, port: number): Promise<Duplex> {
  const socket = connect({ host, port, allowHalfOpen: true });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}
