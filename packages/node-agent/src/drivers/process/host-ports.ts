import type { Clock } from '@sampan/api';
import { listenErrorMessage } from '../../service-proxy/listen-error.js';
import type { ServiceListener } from '../../service-proxy/service-listener.js';
import { listenTcp } from '../../service-proxy/tcp-listener.js';
import { listenUdp } from '../../service-proxy/udp-listener.js';
import type { PortMapping, SandboxRequest } from '../sandbox-runtime.js';

/** Where a `hostPort` without a `hostIP` is reached: from this host only, as everything of the process driver. */
const defaultHostIp = '127.0.0.1';

/** The ports of the host that lead to pods (`hostPort`): the agent listens, and passes connections on. */
export class HostPorts {
  readonly #clock: Clock;
  /** By pod, then by what is listened on. */
  readonly #pods = new Map<string, Map<string, ServiceListener>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Listens on the ports that the pod asks for and that are not open yet. Rejects for the first that cannot be had. */
  async open({ podUid, ports }: Pick<SandboxRequest, 'podUid' | 'ports'>, podIp: string): Promise<void> {
    if (ports.length === 0) return;
    const listeners = this.#pods.get(podUid) ?? new Map<string, ServiceListener>();
    this.#pods.set(podUid, listeners);
    for (const port of ports) await this.#listen(listeners, port, podIp);
  }

  close(podUid: string): void {
    for (const listener of this.#pods.get(podUid)?.values() ?? []) listener.close();
    this.#pods.delete(podUid);
  }

  closeAll(): void {
    for (const podUid of [...this.#pods.keys()]) this.close(podUid);
  }

  async #listen(
    listeners: Map<string, ServiceListener>,
    { hostIp = defaultHostIp, hostPort, containerPort, protocol }: PortMapping,
    podIp: string,
  ): Promise<void> {
    const where = { address: hostIp, port: hostPort };
    const key = `${protocol} ${where.address}:${hostPort}`;
    if (listeners.has(key)) return;
    try {
      const listener = await (protocol === 'UDP' ? listenUdp : listenTcp)(where, this.#clock);
      listener.update([{ address: podIp, port: containerPort }], undefined);
      listeners.set(key, listener);
    } catch (error) {
      throw new Error(`hostPort ${hostPort}: ${listenErrorMessage(key, error as NodeJS.ErrnoException)}`);
    }
  }
}
