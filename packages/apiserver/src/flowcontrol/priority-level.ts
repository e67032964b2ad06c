import { deepEqual, type PriorityLevelConfiguration, type PriorityLevelConfigurationSpec } from '@sampan/api';
import { createDemandMeter } from './demand-meter.js';
import { createFairQueues, type FairQueues, type Waiting } from './fair-queues.js';
import type { SeatLimits } from './seat-limits.js';

/** A request that waits for seats of a level. */
export interface WaitingRequest extends Waiting {
  start(): void;
  reject(reason: RejectReason): void;
}

/** Why a request is not served, as `apiserver_flowcontrol_rejected_requests_total` says it. */
export type RejectReason = 'cancelled' | 'concurrency-limit' | 'queue-full' | 'time-out';

/** A level at work: its seats, and who waits for one. */
export class PriorityLevel {
  readonly name: string;
  readonly #meter;
  uid = '';
  spec: PriorityLevelConfigurationSpec = { type: 'Limited' };
  /** Absent where requests are not limited, or are turned away at once. */
  queues: FairQueues<WaitingRequest> | undefined;
  limits: SeatLimits = { nominal: 1, least: 1, most: 1 };
  /** How many seats there are now. */
  seats = 1;
  executing = 0;
  /** Seats given, measured by what the level may have: the level that has the least comes next. */
  given = 0;
  /** What is remembered of how much was wanted. */
  smooth = 0;
  #waitingSeats = 0;

  constructor(name: string, now: number) {
    this.name = name;
    this.#meter = createDemandMeter(now);
  }

  get isExempt(): boolean {
    return this.spec.type === 'Exempt';
  }

  get waiting(): number {
    return this.queues?.length ?? 0;
  }

  /** Takes another configuration. Who waits keeps waiting, as far as there is room. */
  configure({ metadata, spec = { type: 'Limited' } }: PriorityLevelConfiguration): void {
    this.uid = metadata.uid ?? '';
    const before = this.spec.limited?.limitResponse;
    this.spec = spec;
    if (deepEqual(before, spec.limited?.limitResponse)) return;
    const left = this.#drain();
    const { queues = 64, handSize = 8, queueLengthLimit = 50 } = spec.limited?.limitResponse?.queuing ?? {};
    const isQueuing = spec.limited?.limitResponse?.type === 'Queue';
    this.queues = isQueuing ? createFairQueues({ queues, handSize, queueLengthLimit }) : undefined;
    for (const request of left) if (!this.enqueue(request)) request.reject('queue-full');
  }

  /** Whether so many seats are free; a request that is wider than the level is served when nothing else is. */
  hasRoom(seats: number): boolean {
    return this.executing + seats <= this.seats || this.executing === 0;
  }

  /** False where there is no room to wait. */
  enqueue(request: WaitingRequest): boolean {
    if (this.queues?.add(request) !== true) return false;
    this.#waitingSeats += request.seats;
    return true;
  }

  dequeue(request: WaitingRequest, served: boolean): void {
    this.queues?.take(request, served);
    this.#waitingSeats -= request.seats;
  }

  begin(seats: number): void {
    this.executing += seats;
    this.given += seats / Math.max(1, this.limits.nominal);
  }

  end(seats: number): void {
    this.executing -= seats;
  }

  /** To be called when more or fewer seats are wanted than before. */
  measure(now: number): void {
    this.#meter.set(this.executing + this.#waitingSeats, now);
  }

  demand(now: number) {
    return this.#meter.read(now);
  }

  #drain(): WaitingRequest[] {
    const left: WaitingRequest[] = [];
    for (let request = this.queues?.next(); request !== undefined; request = this.queues?.next()) {
      this.dequeue(request, false);
      left.push(request);
    }
    return left;
  }
}
