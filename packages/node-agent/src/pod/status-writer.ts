import { deepEqual, isConflict, isNotFound, keyOf, type Pod, type PodStatus, resources, type Timer } from '@sampan/api';
import type { PodContext } from './pod-context.js';
import { statusPatch } from './status-patch.js';

/** While a pod is being started, its status may lag so far behind: most pods are running by then, and one write does. */
const holdBackMilliseconds = 100;
const retryMilliseconds = 1000;

export interface StatusWriterOptions extends Pick<PodContext, 'client' | 'clock' | 'logger'> {
  /** The object as it is known now. */
  current(): Pod;
  written(pod: Pod): void;
}

/** Writes the status of one pod: one write at a time, the newest wins, nothing when nothing changed. */
export class StatusWriter {
  readonly #options: StatusWriterOptions;
  #wanted: PodStatus | undefined;
  #writing: Promise<void> | undefined;
  #timer: Timer | undefined;
  #last: { body: object; resourceVersion: string | undefined } | undefined;

  constructor(options: StatusWriterOptions) {
    this.#options = options;
  }

  /** Wants `status` written: soon, or, where more is about to happen, within a tenth of a second. */
  want(status: PodStatus, { moreToCome }: { moreToCome: boolean }): void {
    this.#wanted = status;
    if (this.#writing !== undefined) return;
    if (!moreToCome) void this.flush();
    else this.#timer ??= this.#options.clock.setTimeout(() => void this.flush(), holdBackMilliseconds);
  }

  /** Resolves when the newest status is written, or cannot be. */
  async flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    while (this.#wanted !== undefined || this.#writing !== undefined) {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined;
      });
      await this.#writing;
      if (this.#timer !== undefined) return;
    }
  }

  stop(): void {
    this.#timer?.cancel();
    this.#wanted = undefined;
  }

  /** A server that drops a field that it does not know would be asked for it for ever. */
  #isInVain({ metadata }: Pod, body: object): boolean {
    return this.#last?.resourceVersion === metadata.resourceVersion && deepEqual(this.#last?.body, body);
  }

  async #write(): Promise<void> {
    const { client, current, written, logger, clock } = this.#options;
    const status = this.#wanted;
    this.#wanted = undefined;
    const pod = current();
    const body = status === undefined ? undefined : statusPatch(pod, status);
    if (body === undefined || this.#isInVain(pod, body)) return;
    try {
      this.#last = undefined;
      const answer = await client
        .resource(resources.pods)
        .patch(keyOf(pod), { type: 'strategic', body }, { subresource: 'status' });
      this.#last = { body, resourceVersion: answer.metadata.resourceVersion };
      written(answer);
    } catch (error) {
      // Gone, or another pod by that name: nobody waits for this status any more.
      if (isNotFound(error) || isConflict(error)) return;
      logger.warn('cannot write the status of a pod', { pod: keyOf(pod), error: String(error) });
      this.#wanted ??= status;
      this.#timer = clock.setTimeout(() => void this.flush(), retryMilliseconds);
    }
  }
}
