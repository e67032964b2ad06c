import { deepEqual, isConflict, isNotFound, keyOf, type Pod, type PodStatus, resources, type Timer } from '@sampan/api';
import type { PodContext } from './pod-context.js';
import { statusPatch } from './status-patch.js';

/**
 * While a pod is being started, its status may lag so far behind: most pods are running by then, and one write does.
 * Those that are not were told to be starting, and there is nothing new to say of them in the middle of a crowd.
 */
const holdBack = { first: 300, later: 2000 };
const retryMilliseconds = 1000;

export interface StatusWriterOptions extends Pick<PodContext, 'client' | 'clock' | 'logger'> {
  /** The object as it is known now. */
  current(): Pod;
  /** The status that it should have now. */
  status(): PodStatus;
  written(pod: Pod): void;
}

/** Writes the status of one pod: one write at a time, as it is at that time, nothing when nothing changed. */
export class StatusWriter {
  readonly #options: StatusWriterOptions;
  #isWanted = false;
  #writing: Promise<void> | undefined;
  #timer: Timer | undefined;
  #moreToCome = false;
  #hasWritten = false;
  #last: { body: object; resourceVersion: string | undefined } | undefined;

  constructor(options: StatusWriterOptions) {
    this.#options = options;
  }

  /** Wants the status written: soon, or, where more is about to happen, a little later. */
  want({ moreToCome }: { moreToCome: boolean }): void {
    this.#isWanted = true;
    this.#moreToCome = moreToCome;
    if (this.#writing !== undefined) return;
    if (moreToCome) this.#holdBack();
    else void this.flush();
  }

  /** Resolves when the newest status is written, or cannot be. */
  async flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    while (this.#isWanted || this.#writing !== undefined) {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined;
      });
      await this.#writing;
      if (this.#isWanted && this.#moreToCome) this.#holdBack();
      if (this.#timer !== undefined) return;
    }
  }

  stop(): void {
    this.#timer?.cancel();
    this.#isWanted = false;
  }

  #holdBack(): void {
    const milliseconds = this.#hasWritten ? holdBack.later : holdBack.first;
    this.#timer ??= this.#options.clock.setTimeout(() => void this.flush(), milliseconds);
  }

  /** A server that drops a field that it does not know would be asked for it for ever. */
  #isInVain({ metadata }: Pod, body: object): boolean {
    return this.#last?.resourceVersion === metadata.resourceVersion && deepEqual(this.#last?.body, body);
  }

  async #write(): Promise<void> {
    const { client, current, status, written, logger, clock } = this.#options;
    this.#isWanted = false;
    const pod = current();
    const body = statusPatch(pod, status());
    if (body === undefined || this.#isInVain(pod, body)) return;
    try {
      this.#hasWritten = true;
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
      this.#isWanted = true;
      this.#timer = clock.setTimeout(() => void this.flush(), retryMilliseconds);
    }
  }
}
