import type { Backend } from './backend.js';
import type { Past } from './past.js';

/** Carries out compactions one after the other, each in small steps. */
export class Compactor {
  readonly #backend: Backend;
  readonly #past: Past;
  #done: number;
  #last: Promise<void> = Promise.resolve();
  #running = 0;
  #stopped = false;

  constructor(backend: Backend, past: Past) {
    this.#backend = backend;
    this.#past = past;
    this.#done = past.compactedRevision;
  }

  get isRunning(): boolean {
    return this.#running > 0;
  }

  /** Resolves when all that was superseded by `revision` is forgotten, or the compactor was stopped. */
  compact(revision: number): Promise<void> {
    this.#running++;
    const run = this.#last.then(() => this.#run(revision)).finally(() => this.#running--);
    this.#last = run.catch(() => undefined); // a failure is its caller's; the next one starts all the same
    return run;
  }

  /** Resolves when the step that is under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#last;
  }

  async #run(revision: number): Promise<void> {
    const through = Math.min(revision, this.#past.revision);
    if (through <= this.#done) return;
    this.#past.forget(through); // before the first row goes, so that nobody starts to read what is about to go
    while (!this.#stopped) {
      if (!(await this.#backend.compact(through))) continue;
      this.#done = through;
      return;
    }
  }
}
