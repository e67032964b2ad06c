import type { Pod, Timer } from '@sampan/api';
import { compareResourceVersions } from '@sampan/client';
import type { AdoptedPod, Container } from '../drivers/driver.js';
import { configReferences } from '../environment/config-references.js';
import { MountError } from '../volumes/set-up-volumes.js';
import { initialPodState } from './adopted-state.js';
import { next, type PodAction } from './next.js';
import { containerNamed, formatPod } from './pod-containers.js';
import type { PodContext } from './pod-context.js';
import type { PodRuntime } from './pod-runtime.js';
import { PodTokens } from './pod-tokens.js';
import { StatusWriter } from './status-writer.js';
import { setUpPod, updateVolumes } from './steps/set-up.js';
import { startContainer } from './steps/start.js';
import { stopContainer } from './steps/stop.js';
import { tearDownPod } from './steps/tear-down.js';
import { watchOver } from './steps/watch-over.js';

/** The first wait after a step has failed; it doubles up to two minutes, as the kubelet's for volumes. */
const firstRetryDelay = 500;
const maxRetryDelay = 122_000;

export interface PodWorkerOptions {
  pod: Pod;
  context: PodContext;
  /** What of the pod was found on this node. */
  adopted?: AdoptedPod;
  /** Called when nothing of the pod is left on this node. */
  gone(): void;
}

/**
 * Looks after one pod for as long as it is on this node. Everything that happens (the object changed, a program ended,
 * a probe failed, a timer fired) comes down to the same: ask `next` what to do, do it, write what is.
 *
 *     changed ──▶ next(pod, state, now) ──▶ actions, each at most once at a time ──▶ state ──▶ changed …
 *                        └──────────────▶ status ──▶ StatusWriter
 */
export class PodWorker {
  readonly runtime: PodRuntime;
  readonly #context: PodContext;
  readonly #gone: () => void;
  readonly #status: StatusWriter;
  readonly #inFlight = new Map<string, Promise<void>>();
  readonly #retries = new Map<string, { delay: number; at: number }>();
  #timer: Timer | undefined;
  #isScheduled = false;
  #isStopped = false;
  #writtenStatus: { resourceVersion: string; status: Pod['status'] } | undefined;

  constructor({ pod, context, adopted, gone }: PodWorkerOptions) {
    this.#context = context;
    this.#gone = gone;
    const { client, clock, config } = context;
    const namespace = pod.metadata.namespace ?? '';
    const configChanged = () => this.#configChanged();
    this.runtime = {
      pod,
      state: initialPodState(pod, { now: clock.now(), hostIP: context.nodeIp, adopted }),
      sandbox: adopted?.sandbox,
      volumes: new Map(),
      config: config.hold(namespace, configReferences(pod), configChanged),
      tokens: new PodTokens({ client, clock, refreshed: configChanged }),
      handles: new Map(),
      probes: new Map(),
      stops: new Map(),
      changed: () => this.#changed(),
    };
    this.#status = new StatusWriter({
      ...context,
      current: () => this.runtime.pod,
      written: (written) => this.#statusWritten(written),
    });
    for (const container of adopted?.containers ?? []) this.#adopt(container);
    this.#changed();
  }

  /** The object has changed. */
  update(pod: Pod): void {
    this.runtime.pod = this.#withNewestStatus(pod);
    this.#changed();
  }

  /** The object is gone: what is left of the pod goes too. */
  delete(): void {
    this.runtime.state.deleted = true;
    this.#changed();
  }

  /** Stops looking after the pod and leaves it running. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.runtime.tokens.stop();
    for (const probes of this.runtime.probes.values()) probes.stop();
    await this.#status.flush();
    this.#status.stop();
  }

  #adopt(handle: Container): void {
    const container = containerNamed(this.runtime.pod, handle.name);
    const own = this.runtime.state.containers.get(handle.name);
    if (container === undefined || own === undefined) return;
    this.runtime.handles.set(handle.name, handle);
    if (own.phase !== 'running') return;
    void watchOver(this.runtime, { container, handle, own, isNew: false }, this.#context);
  }

  /** Many things may happen at once; they are looked at together. */
  #changed(): void {
    if (this.#isScheduled || this.#isStopped) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      if (!this.#isStopped) this.#step();
    });
  }

  #step(): void {
    const { pod, state } = this.runtime;
    const { clock } = this.#context;
    const { actions, wakeAt } = next(pod, state, clock.now());
    for (const action of actions) this.#perform(action);
    if (state.tornDown) return;
    // Actions begin synchronously: what they began belongs into the status that is written.
    const { status } = next(pod, state, clock.now());
    const moreToCome = [...this.#inFlight.keys()].some((key) => key === 'setUp' || key.startsWith('start '));
    if (!state.deleted) this.#status.want(status, { moreToCome });
    this.#wakeAt(Math.min(wakeAt ?? Number.POSITIVE_INFINITY, ...[...this.#retries.values()].map(({ at }) => at)));
  }

  #perform(action: PodAction): void {
    const key = 'container' in action ? `${action.type} ${action.container}` : action.type;
    const now = this.#context.clock.now();
    const stop = action.type === 'stop' ? this.runtime.stops.get(action.container) : undefined;
    if (action.type === 'stop' && stop !== undefined) {
      stop.shorten(action.graceSeconds);
      return;
    }
    if (this.#inFlight.has(key) || now < (this.#retries.get(key)?.at ?? 0)) return;
    const running = this.#run(action)
      .then(() => void this.#retries.delete(key))
      .catch((error: unknown) => this.#failed(key, error))
      .finally(() => {
        this.#inFlight.delete(key);
        this.#changed();
      });
    this.#inFlight.set(key, running);
  }

  async #run(action: PodAction): Promise<void> {
    switch (action.type) {
      case 'setUp':
        return setUpPod(this.runtime, this.#context);
      case 'start':
        return startContainer(this.runtime, action, this.#context);
      case 'stop':
        return stopContainer(this.runtime, action, this.#context);
      case 'tellBackOff':
        return this.#tellBackOff(action.container);
      case 'end':
        return this.#end(action);
      case 'tearDown':
        return this.#tearDown();
    }
  }

  async #tellBackOff(name: string): Promise<void> {
    const own = this.runtime.state.containers.get(name);
    if (own === undefined) return;
    own.backOffTold = true;
    const { pod } = this.runtime;
    const message = `Back-off restarting failed container ${name} in pod ${formatPod(pod)}`;
    this.#context.recorder.event(pod, 'Warning', 'BackOff', message);
  }

  async #end({ reason, message }: { reason: string; message: string }): Promise<void> {
    this.runtime.state.ended = { reason, message };
    this.#context.recorder.event(this.runtime.pod, 'Normal', reason, message);
  }

  async #tearDown(): Promise<void> {
    const { pod, state, config, tokens } = this.runtime;
    // The last status says how the containers ended: Jobs and people want to know.
    if (!state.deleted) {
      this.#status.want(next(pod, state, this.#context.clock.now()).status, { moreToCome: false });
      await this.#status.flush();
    }
    tokens.stop();
    config.release();
    await tearDownPod(this.runtime, this.#context);
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#status.stop();
    this.#gone();
  }

  #failed(key: string, error: unknown): void {
    const delay = Math.min((this.#retries.get(key)?.delay ?? firstRetryDelay / 2) * 2, maxRetryDelay);
    this.#retries.set(key, { delay, at: this.#context.clock.now() + delay });
    const message = error instanceof Error ? error.message : String(error);
    const reason =
      error instanceof MountError ? 'FailedMount' : key === 'setUp' ? 'FailedCreatePodSandBox' : 'FailedSync';
    this.#context.recorder.event(this.runtime.pod, 'Warning', reason, message);
    this.#context.logger.warn('a step of a pod failed', {
      pod: formatPod(this.runtime.pod),
      step: key,
      error: message,
    });
  }

  /** A ConfigMap, Secret or token has changed: files are brought up to date, and what waited for it tries again. */
  #configChanged(): void {
    const { state } = this.runtime;
    for (const { blocked } of state.containers.values()) {
      if (blocked?.reason === 'CreateContainerConfigError') blocked.retryAt = 0;
    }
    this.#retries.delete('setUp');
    if (state.setUp && !this.#inFlight.has('updateVolumes') && !this.#isStopped) {
      const updating = updateVolumes(this.runtime, this.#context)
        .catch((error: unknown) => this.#failed('updateVolumes', error))
        .finally(() => this.#inFlight.delete('updateVolumes'));
      this.#inFlight.set('updateVolumes', updating);
    }
    this.#changed();
  }

  #statusWritten(pod: Pod): void {
    this.#writtenStatus = { resourceVersion: pod.metadata.resourceVersion ?? '', status: pod.status };
    this.runtime.pod = pod;
    this.#changed();
  }

  /** The watch may still be bringing older states than the answer to our own last write. */
  #withNewestStatus(pod: Pod): Pod {
    const written = this.#writtenStatus;
    if (written === undefined) return pod;
    const order = compareResourceVersions(pod.metadata.resourceVersion, written.resourceVersion) ?? 0;
    return order < 0 ? { ...pod, status: written.status } : pod;
  }

  #wakeAt(at: number): void {
    this.#timer?.cancel();
    const { clock } = this.#context;
    this.#timer = Number.isFinite(at)
      ? clock.setTimeout(() => this.#changed(), Math.max(0, at - clock.now()))
      : undefined;
  }
}
