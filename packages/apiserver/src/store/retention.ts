import type { Clock, Timer } from '@sampan/api';

export interface RetentionOptions {
  readonly clock: Clock;
  /** How long superseded rows are kept, at least; at most twice that. */
  readonly milliseconds: number;
  /** How many writes are kept, about. */
  readonly rows: number;
  readonly compactedRevision: () => number;
  readonly isCompacting: () => boolean;
  readonly compact: (revision: number) => void;
}

/** A revision that had been written at a time. */
interface Mark {
  readonly time: number;
  readonly revision: number;
}

/** Into how many parts the window is divided: how precisely it moves. */
const parts = 5;

/**
 * Decides when to compact. Writes leave marks, a part of the window apart; a timer waits until the oldest mark has left
 * the window, and there is no timer where nothing was written.
 */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #marks: Mark[] = [];
  #revision = 0;
  #timer: Timer | undefined;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** Everything up to `revision` has been written. */
  wrote(revision: number): void {
    const { clock, milliseconds, rows, compactedRevision, isCompacting, compact } = this.#options;
    this.#revision = revision;
    const newest = this.#marks.at(-1);
    if (newest === undefined || clock.now() - newest.time >= milliseconds / parts) this.#mark();
    if (revision - compactedRevision() > rows && !isCompacting()) compact(revision - Math.floor((rows * 3) / 4));
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #mark(): void {
    const { clock, milliseconds } = this.#options;
    this.#marks.push({ time: clock.now(), revision: this.#revision });
    this.#timer ??= clock.setTimeout(() => this.#oldestMarkLeft(), milliseconds);
  }

  #oldestMarkLeft(): void {
    const { clock, milliseconds, compact } = this.#options;
    this.#timer = undefined;
    const { revision } = this.#marks.shift() as Mark;
    compact(revision);
    const next = this.#marks[0];
    if (next !== undefined) {
      this.#timer = clock.setTimeout(() => this.#oldestMarkLeft(), next.time + milliseconds - clock.now());
    } else if (this.#revision > revision) this.#mark();
  }
}
