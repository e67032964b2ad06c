import { type Clock, keyOf, type Service, type Timer } from '@sampan/api';
import type { Client, EventRecorder, Logger } from '@sampan/client';
import { describeHolder } from '../drivers/process/describe-holder.js';
import { isListenedOn, isListenedOnEverywhere } from '../processes/tcp-listeners.js';
import { type DesiredListener, listenerKey } from './desired-listeners.js';
import { listenErrorMessage } from './listen-error.js';
import { writeLoadBalancerStatus } from './load-balancer-status.js';
import type { ServiceListener } from './service-listener.js';
import { listenTcp } from './tcp-listener.js';
import { listenUdp } from './udp-listener.js';

/** When a port that could not be had is tried again: at first soon, then ever more seldom. */
const firstRetry = 100;
const lastRetry = 30_000;

export interface ServiceProxyOptions {
  client: Client;
  clock: Clock;
  logger: Logger;
  recorder: EventRecorder;
  /** Called when a port that could not be had at first is served. */
  served(service: Service): void;
}

/**
 * A port that Services want. The first to ask has it; the others wait until it lets go.
 *
 *     wanted ──▶ listening ──▶ closed
 *        └─ not to be had, or its pod did not take its own port yet ──back-off──┘
 */
interface Slot {
  desired: DesiredListener;
  /** By Service uid, in the order in which they asked. */
  readonly waiting: Map<string, DesiredListener>;
  listener?: ServiceListener;
  isOpening?: boolean;
  retry?: Timer;
}

/** Keeps the listeners of all Services as they are wanted. */
export class ServiceProxy {
  readonly #options: ServiceProxyOptions;
  readonly #slots = new Map<string, Slot>();
  /** The failures that were told, by Service uid and port. */
  readonly #told = new Map<string, string>();
  #isClosed = false;

  constructor(options: ServiceProxyOptions) {
    this.#options = options;
  }

  /** Brings the listeners of one Service into line; `desired` is empty for one that is gone. */
  async sync(serviceUid: string, desired: readonly DesiredListener[]): Promise<void> {
    const wanted = new Map(desired.map((listener) => [listenerKey(listener), listener]));
    for (const [key, slot] of this.#slots) {
      if (wanted.has(key)) continue;
      if (slot.waiting.delete(serviceUid)) this.#told.delete(`${serviceUid} ${key}`);
      if (uidOf(slot.desired) === serviceUid) this.#letGo(key, slot);
    }
    await Promise.all([...wanted].map(([key, listener]) => this.#open(key, listener)));
  }

  /** Whether every port of a LoadBalancer Service could be had. */
  async tellLoadBalancer(service: Service, desired: readonly DesiredListener[]): Promise<void> {
    if (service.spec?.type !== 'LoadBalancer') return;
    const own = desired.filter(({ role }) => role === 'LoadBalancer');
    const isServed = own.every((listener) => {
      const slot = this.#slots.get(listenerKey(listener));
      return slot?.listener !== undefined && uidOf(slot.desired) === uidOf(listener);
    });
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
    if (known !== undefined && uidOf(known.desired) !== uidOf(desired)) {
      known.waiting.set(uidOf(desired), desired);
      this.#tell(key, desired, `${key} is served for Service ${nameOf(known.desired.service)} already`);
      return;
    }
    const slot: Slot = known ?? { desired, waiting: new Map() };
    slot.desired = desired;
    this.#slots.set(key, slot);
    if (slot.listener === undefined && slot.retry === undefined && !slot.isOpening) await this.#listen(key, slot);
    slot.listener?.update(slot.desired.targets, slot.desired.affinityMs);
  }

  async #listen(key: string, slot: Slot, delay = firstRetry): Promise<void> {
    const { clock } = this.#options;
    const { desired } = slot;
    slot.isOpening = true;
    try {
      if (await wouldTakePodsPort(desired)) {
        this.#retryLater(key, slot, delay);
        return;
      }
      const listener = await (desired.protocol === 'TCP' ? listenTcp(desired, clock) : listenUdp(desired, clock));
      if (this.#slots.get(key) !== slot || this.#isClosed) {
        listener.close();
        return;
      }
      slot.listener = listener;
      listener.update(slot.desired.targets, slot.desired.affinityMs);
      this.#tellServed(key, slot.desired);
    } catch (error) {
      const message = await whyNot(key, desired, error as NodeJS.ErrnoException);
      this.#tell(key, desired, `${message}; it is tried again`);
      this.#retryLater(key, slot, delay);
    } finally {
      slot.isOpening = false;
    }
  }

  #retryLater(key: string, slot: Slot, delay: number): void {
    if (this.#slots.get(key) !== slot || this.#isClosed) return;
    const retry = () => {
      slot.retry = undefined;
      if (this.#slots.get(key) === slot) void this.#listen(key, slot, Math.min(delay * 2, lastRetry));
    };
    slot.retry = this.#options.clock.setTimeout(retry, delay);
  }

  #tell(key: string, desired: DesiredListener, message: string): void {
    const { service } = desired;
    if (this.#told.get(`${uidOf(desired)} ${key}`) === message) return;
    this.#told.set(`${uidOf(desired)} ${key}`, message);
    this.#options.recorder.event(service, 'Warning', 'PortUnavailable', message);
    this.#options.logger.warn('cannot serve a port of a Service', { service: nameOf(service), message });
  }

  #tellServed(key: string, desired: DesiredListener): void {
    if (!this.#told.delete(`${uidOf(desired)} ${key}`)) return;
    this.#options.recorder.event(desired.service, 'Normal', 'PortAvailable', `${key} could be had and is served`);
    this.#options.served(desired.service);
  }

  /** The Service that waits longest gets the port. */
  #letGo(key: string, slot: Slot): void {
    this.#close(key, slot);
    const [next] = slot.waiting.values();
    if (next === undefined) return;
    slot.waiting.delete(uidOf(next));
    const successor: Slot = { desired: next, waiting: slot.waiting };
    this.#slots.set(key, successor);
    void this.#listen(key, successor);
  }

  #close(key: string, slot: Slot): void {
    this.#slots.delete(key);
    this.#told.delete(`${uidOf(slot.desired)} ${key}`);
    slot.retry?.cancel();
    slot.listener?.close();
  }
}

/**
 * Pods share the host's network: one that listens on every address cannot once we have its port at ours. As long as none
 * of a Service's pods has taken that port, a client would be refused anyway, and we leave it to them.
 */
async function wouldTakePodsPort({ protocol, port, targets }: DesiredListener): Promise<boolean> {
  const isOfPods = targets.every((target) => target.port === port && target.address.startsWith('127.'));
  if (protocol !== 'TCP' || !isOfPods) return false;
  for (const target of targets) if (await isListenedOn(target)) return false;
  return true;
}

async function whyNot(key: string, { port, protocol }: DesiredListener, error: NodeJS.ErrnoException): Promise<string> {
  const isEverywhere = error.code === 'EADDRINUSE' && protocol === 'TCP' && (await isListenedOnEverywhere(port));
  if (!isEverywhere) return listenErrorMessage(key, error);
  const holder = (await describeHolder(port)) ?? 'a program of this host';
  return (
    `cannot listen on ${key}: ${holder} listens on this port of every address, so that all connections are its own: ` +
    "let it listen on its pod's address ($POD_IP, $HOST)"
  );
}

function uidOf({ service }: DesiredListener): string {
  return service.metadata.uid ?? '';
}

function nameOf(service: Service): string {
  const { namespace, name } = keyOf(service);
  return `${namespace}/${name}`;
}
