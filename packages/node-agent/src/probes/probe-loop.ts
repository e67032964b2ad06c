import type { Probe, Timer } from '@sampan/api';
import { countProbe, type ProbeCount, verdictOf } from './probe-result.js';
import { type ProbeSubject, runProbe } from './run-probe.js';

/** The wait before the second of the early tries; each waits twice as long as the one before. */
const firstEagerDelay = 50;

export interface ProbeLoopOptions {
  probe: Probe;
  subject: ProbeSubject;
  success(): void;
  failure(): void;
  /** Told of every probe that fails. */
  unhealthy(output: string): void;
}

/**
 * Probes every `periodSeconds`, after `initialDelaySeconds`, and tells what the thresholds make of it. Until the first
 * success it tries more often within the first period, so that a program that is up after 80 ms does not wait ten
 * seconds for its second probe; these early failures are not counted and not told.
 */
export class ProbeLoop {
  readonly #options: ProbeLoopOptions;
  #count: ProbeCount | undefined;
  #timer: Timer | undefined;
  #eagerDelay = firstEagerDelay;
  #regularFrom = 0;
  #isStopped = false;

  constructor(options: ProbeLoopOptions) {
    this.#options = options;
  }

  start(): void {
    const { probe, subject } = this.#options;
    const delay = (probe.initialDelaySeconds ?? 0) * 1000;
    this.#regularFrom = subject.clock.now() + delay + this.#period;
    this.#wait(delay);
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  get #period(): number {
    return (this.#options.probe.periodSeconds || 10) * 1000;
  }

  #wait(milliseconds: number): void {
    this.#timer = this.#options.subject.clock.setTimeout(() => void this.#probe(), milliseconds);
  }

  async #probe(): Promise<void> {
    const { probe, subject, success, failure, unhealthy } = this.#options;
    const began = subject.clock.now();
    const { ok, output } = await runProbe(probe, subject);
    if (this.#isStopped) return;
    const untilRegular = this.#regularFrom - subject.clock.now();
    if (!ok && this.#count === undefined && untilRegular > 0) {
      this.#wait(Math.min(this.#eagerDelay, untilRegular));
      this.#eagerDelay *= 2;
      return;
    }
    this.#count = countProbe(this.#count, ok);
    if (!ok) unhealthy(output);
    this.#wait(Math.max(0, began + this.#period - subject.clock.now()));
    const verdict = verdictOf(this.#count, probe);
    if (verdict === 'success') success();
    if (verdict === 'failure') failure();
  }
}
