import { type Clock, keyOf, type Service, type Timer } from '@sampan/api';
import type { Client, EventRecorder, Logger } from '@sampan/client';
import { type DesiredListener, listenerKey } from './desired-listeners.js';
import { listenErrorMessage } from './listen-error.js';
import { writeLoadBalancerStatus } from './load-balancer-status.js';
import type { ServiceListener } from './service-listener.js';
import { listenTcp } from './tcp-listener.js';
import { listenUdp } from './udp-listener.js';

/** When a port that could not be had is tried again. */
const retryMilliseconds = 5000;

export interface ServiceProxyOptions {
  client: Client;
  clock: Clock;
  logger: Logger;
  recorder: EventRecorder;
}

interface Slot {
  desired: DesiredListener;
  listener?: ServiceListener;
  /** The last failure that was told. */
  told?: string;
  retry?: Timer;
}

/** Keeps the listeners of all Services as they are wanted. */
export class ServiceProxy {
  readonly #options: ServiceProxyOptions;
  readonly #slots = new Map<string, Slot>();
  #isClosed = false;

  constructor(options: ServiceProxyOptions) {
    this.#options = options;
  }

  /** Brings the listeners of one Service into line; `desired` is empty for one that is gone. */
  async sync(serviceUid: string, desired: readonly DesiredListener[]): Promise<void> {
    const wanted = new Map(desired.map((listener) => [listenerKey(listener), listener]));
    for (const [key, slot] of this.#slots) {
      if (slot.desired.service.metadata.uid === serviceUid && !wanted.has(key)) this.#close(key, slot);
    }
    await Promise.all([...wanted].map(([key, listener]) => this.#open(key, listener)));
  }

  /** Whether every port of a LoadBalancer Service could be had. */
  async tellLoadBalancer(service: Service, desired: readonly DesiredListener[]): Promise<void> {
    if (service.spec?.type !== 'LoadBalancer') return;
    const own = desired.filter(({ role }) => role === 'LoadBalancer');
    const isServed = own.every((listener) => this.#slots.get(listenerKey(listener))?.listener !== undefined);
    // Without endpoints nothing is listened on, but the address stays promised.
    if (own.length === 0 && service.status?.loadBalancer?.ingress !== undefined) return;
    await writeLoadBalancerStatus(this.#options.client, service, own.length > 0 && isServed);
  }

  close(): void {
    this.#isClosed = true;
    for (const [key, slot] of this.#slots) this.#close(key, slot);
  }

  async #open(key: string, desired: DesiredListener): Promise<void> {
    const known = this.#slots.get(key);
    if (known !== undefined && known.desired.service.metadata.uid !== desired.service.metadata.uid) {
      this.#tell(known, desired, `${key} is served for Service ${nameOf(known.desired.service)} already`);
      return;
    }
    const slot = known ?? { desired };
    slot.desired = desired;
    this.#slots.set(key, slot);
    if (slot.listener === undefined && slot.retry === undefined) await this.#listen(key, slot);
    slot.listener?.update(slot.desired.targets, slot.desired.affinityMs);
  }

  async #listen(key: string, slot: Slot): Promise<void> {
    const { clock } = this.#options;
    const { desired } = slot;
    try {
      const listener = await (desired.protocol === 'TCP' ? listenTcp(desired, clock) : listenUdp(desired, clock));
      if (this.#slots.get(key) !== slot || this.#isClosed) listener.close();
      else slot.listener = listener;
      slot.told = undefined;
      listener.update(slot.desired.targets, slot.desired.affinityMs);
    } catch (error) {
      this.#tell(slot, desired, listenErrorMessage(key, error as NodeJS.ErrnoException));
      slot.retry = clock.setTimeout(() => {
        slot.retry = undefined;
        if (this.#slots.get(key) === slot) void this.#listen(key, slot);
      }, retryMilliseconds);
    }
  }

  #tell(slot: Slot, { service }: DesiredListener, message: string): void {
    if (slot.told === message) return;
    slot.told = message;
    this.#options.recorder.event(service, 'Warning', 'PortUnavailable', message);
    this.#options.logger.warn('cannot serve a port of a Service', { service: nameOf(service), message });
  }

  #close(key: string, slot: Slot): void {
    this.#slots.delete(key);
    slot.retry?.cancel();
    slot.listener?.close();
  }
}

function nameOf(service: Service): string {
  const { namespace, name } = keyOf(service);
  return `${namespace}/${name}`;
}
