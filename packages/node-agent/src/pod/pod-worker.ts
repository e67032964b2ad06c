import { deepEqual, type Pod, type Timer } from '@sampan/api';
import { compareResourceVersions } from '@sampan/client';
import type { Container } from '../drivers/container.js';
import type { AdoptedPod } from '../drivers/sandbox-runtime.js';
import { configReferences } from '../environment/config-references.js';
import { MountError } from '../volumes/mount-error.js';
import { ActionPacer, actionKey } from './action-pacer.js';
import { initialPodState } from './adopted-state.js';
import { allocatedRequests } from './allocation.js';
import { containerEvents } from './container-event.js';
import { next, type PodAction } from './next.js';
import { containerNamed, formatPod } from './pod-containers.js';
import type { PodContext } from './pod-context.js';
import { isTerminal } from './pod-phase.js';
import type { PodRuntime } from './pod-runtime.js';
import { podStatus } from './pod-status.js';
import { PodTokens } from './pod-tokens.js';
import { StatusWriter } from './status-writer.js';
import { allocateResources, endResize, resizeContainer } from './steps/resize.js';
import { restartAllContainers } from './steps/restart-all.js';
import { setUpPod, updateVolumes } from './steps/set-up.js';
import { startContainer } from './steps/start.js';
import { stopContainer } from './steps/stop.js';
import { tearDownPod } from './steps/tear-down.js';
import { watchOver } from './steps/watch-over.js';

export interface PodWorkerOptions {
  pod: Pod;
  context: PodContext;
  /** What of the pod was found on this node. */
  adopted?: AdoptedPod;
  /** Called when nothing of the pod is left, neither on this node nor in the API. */
  gone(): void;
}

/**
 * Looks after one pod for as long as it is on this node. Everything that happens (the object changed, a program ended,
 * a probe failed, a timer fired) comes down to the same: ask `next` what to do, do it, write what is.
 *
 *     changed ──▶ next(pod, state, now) ──▶ actions, each at most once at a time ──▶ state ──▶ changed …
 *        └──────▶ StatusWriter ──▶ podStatus(pod, state, now), when it is time to write
 *
 * The circle cannot spin: an action that failed, or that was done and is still asked for, has to wait (ActionPacer).
 */
export class PodWorker {
  readonly runtime: PodRuntime;
  readonly #context: PodContext;
  readonly #gone: () => void;
  readonly #status: StatusWriter;
  readonly #inFlight = new Map<string, Promise<void>>();
  readonly #pacer = new ActionPacer();
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
      status: () => podStatus(this.runtime.pod, this.runtime.state, clock.now()),
      written: (written) => this.#statusWritten(written),
    });
    for (const container of adopted?.containers ?? []) this.#adopt(container);
    this.#takeRoom();
    for (const problem of adopted?.problems ?? []) context.recorder.event(pod, 'Warning', 'FailedAdoption', problem);
    this.#changed();
  }

  /** The object has changed. */
  update(pod: Pod): void {
    const { labels, annotations } = this.runtime.pod.metadata;
    const isSame = deepEqual(labels, pod.metadata.labels) && deepEqual(annotations, pod.metadata.annotations);
    if (!isSame) this.runtime.state.volumesAreOutdated = true;
    this.runtime.pod = this.#withNewestStatus(pod);
    this.#changed();
  }

  /** The programs that stand for images have changed: what waits for one tries again. */
  imagesChanged(): void {
    for (const { blocked } of this.runtime.state.containers.values()) {
      if (blocked !== undefined && blocked.reason !== 'CreateContainerConfigError') blocked.retryAt = 0;
    }
    this.#pacer.hurry('start');
    this.#changed();
  }

  /** The object is gone: what is left of the pod goes too. */
  delete(): void {
    this.runtime.state.deleted = true;
    if (this.runtime.state.tornDown) this.#gone();
    else this.#changed();
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

  #takeRoom(): void {
    const { pod, state } = this.runtime;
    if (isTerminal(pod, state)) return;
    this.#context.room.take(pod.metadata.uid ?? '', allocatedRequests(pod, state.allocation));
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
    const now = this.#context.clock.now();
    const { actions, wakeAt = Number.POSITIVE_INFINITY } = next(pod, state, now);
    for (const action of this.#pacer.due(actions, now)) this.#perform(action);
    if (isTerminal(pod, state)) this.#context.room.release(pod.metadata.uid ?? '');
    if (state.tornDown) return;
    const moreToCome = [...this.#inFlight.keys()].some((key) => key === 'setUp' || key.startsWith('start '));
    if (!state.deleted) this.#status.want({ moreToCome });
    this.#wakeAt(Math.min(wakeAt, this.#pacer.wakeAt(now) ?? Number.POSITIVE_INFINITY));
  }

  #perform(action: PodAction): void {
    const key = actionKey(action);
    const stop = action.type === 'stop' ? this.runtime.stops.get(action.container) : undefined;
    // A stop lasts as long as the program takes: one that is under way is told to take less.
    if (action.type === 'stop' && stop !== undefined) void stopContainer(this.runtime, action, this.#context);
    if (this.#inFlight.has(key) || stop !== undefined) return;
    const running = this.#run(action)
      .then(() => this.#pacer.done(action))
      .catch((error: unknown) => this.#failed(action, error))
      .finally(() => {
        this.#inFlight.delete(key);
        this.#changed();
      });
    this.#inFlight.set(key, running);
  }

  async #run(action: PodAction): Promise<void> {
    switch (action.type) {
      case 'setUp':
        return this.#context.starts(() => setUpPod(this.runtime, this.#context));
      case 'updateVolumes':
        return updateVolumes(this.runtime, this.#context);
      case 'start':
        return startContainer(this.runtime, action, this.#context);
      case 'stop':
        return stopContainer(this.runtime, action, this.#context);
      case 'allocate':
        return allocateResources(this.runtime, this.#context);
      case 'resize':
        return resizeContainer(this.runtime, action, this.#context);
      case 'endResize':
        return endResize(this.runtime, this.#context);
      case 'tellBackOff':
        return this.#tellBackOff(action.container);
      case 'restartAll':
        return restartAllContainers(this.runtime.state, action.backOff);
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
    const message = `Back-off restarting failed container ${name} in pod ${formatPod(this.runtime.pod)}`;
    containerEvents(this.runtime, name, this.#context)('Warning', 'BackOff', message);
  }

  async #end({ reason, message }: { reason: string; message: string }): Promise<void> {
    this.runtime.state.ended = { reason, message };
    this.#context.recorder.event(this.runtime.pod, 'Normal', reason, message);
  }

  async #tearDown(): Promise<void> {
    const { state, config, tokens } = this.runtime;
    // The last status says how the containers ended: Jobs and people want to know.
    if (!state.deleted) {
      this.#status.want({ moreToCome: false });
      await this.#status.flush();
    }
    tokens.stop();
    config.release();
    // What is still being written must not come back after it was removed.
    await Promise.all([this.#inFlight.get('setUp'), this.#inFlight.get('updateVolumes')]);
    await tearDownPod(this.runtime, this.#context);
    this.#context.room.release(this.runtime.pod.metadata.uid ?? '');
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#status.stop();
    // An object that its finalizers keep is not taken on again.
    if (state.deleted) this.#gone();
  }

  #failed(action: PodAction, error: unknown): void {
    this.#pacer.failed(action, this.#context.clock.now());
    const { pod, state } = this.runtime;
    // Nobody waits any more for what a pod on its way out could not get.
    if (action.type !== 'tearDown' && (state.deleted || pod.metadata.deletionTimestamp !== undefined)) return;
    const message = error instanceof Error ? error.message : String(error);
    const reason =
      error instanceof MountError ? 'FailedMount' : action.type === 'setUp' ? 'FailedCreatePodSandBox' : 'FailedSync';
    this.#context.recorder.event(pod, 'Warning', reason, message);
    this.#context.logger.warn('a step of a pod failed', {
      pod: formatPod(pod),
      step: actionKey(action),
      error: message,
    });
  }

  /** A ConfigMap, Secret or token has changed: files are brought up to date, and what waited for it tries again. */
  #configChanged(): void {
    const { state } = this.runtime;
    for (const { blocked } of state.containers.values()) {
      if (blocked?.reason === 'CreateContainerConfigError') blocked.retryAt = 0;
    }
    state.volumesAreOutdated = true;
    this.#pacer.hurry('setUp');
    this.#pacer.hurry('updateVolumes');
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
