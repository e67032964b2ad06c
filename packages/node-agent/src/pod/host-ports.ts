import type { Clock, ContainerPort, Pod } from '@sampan/api';
import { listenErrorMessage } from '../service-proxy/listen-error.js';
import type { ServiceListener } from '../service-proxy/service-listener.js';
import { listenTcp } from '../service-proxy/tcp-listener.js';
import { listenUdp } from '../service-proxy/udp-listener.js';
import { allContainers } from './pod-containers.js';

/** Where a `hostPort` without a `hostIP` is reached: from this host only, as everything of the process driver. */
const defaultHostIP = '127.0.0.1';

/** The ports of the host that lead to a pod (`hostPort`), for as long as the pod is set up. */
export class HostPorts {
  readonly #clock: Clock;
  readonly #listeners = new Map<string, ServiceListener>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Listens on the ports that the pod asks for and that are not open yet. Rejects for the first that cannot be had. */
  async open({ spec }: Pod, podIP: string): Promise<void> {
    if (spec.hostNetwork) return;
    const ports = allContainers({ spec } as Pod).flatMap((container) => container.ports ?? []);
    for (const port of ports) if (port.hostPort) await this.#listen(port, podIP);
  }

  close(): void {
    for (const listener of this.#listeners.values()) listener.close();
    this.#listeners.clear();
  }

  async #listen({ hostIP, hostPort = 0, containerPort, protocol = 'TCP' }: ContainerPort, podIP: string) {
    const where = { address: hostIP || defaultHostIP, port: hostPort };
    const key = `${protocol} ${where.address}:${hostPort}`;
    if (this.#listeners.has(key)) return;
    try {
      const listener = await (protocol === 'UDP' ? listenUdp : listenTcp)(where, this.#clock);
      listener.update([{ address: podIP, port: containerPort }], undefined);
      this.#listeners.set(key, listener);
    } catch (error) {
      throw new Error(`hostPort ${hostPort}: ${listenErrorMessage(key, error as NodeJS.ErrnoException)}`);
    }
  }
}
