import { deepEqual, type KubernetesObject } from '@sampan/api';
import type { AdmissionRequest } from './admission-plugin.js';

/** Which of those that a plugin asks were asked about a request, and which of them are to be asked again, by their ids. */
export class Turns {
  readonly #asked = new Set<string>();
  readonly #again = new Set<string>();
  /** The object as the last turn left it; undefined: nobody wants to be asked again. */
  #output: KubernetesObject | undefined;

  /** Those of a plugin. A turn begins: what others have changed since the last one concerns who was asked before. */
  static of(request: AdmissionRequest, plugin: string): Turns {
    const { memory, object, reinvocation } = request;
    memory[plugin] ??= new Turns();
    const turns = memory[plugin] as Turns;
    if (reinvocation && !deepEqual(turns.#output, object)) turns.changed();
    return turns;
  }

  /** Whether somebody is asked in this turn: in the first one, everybody is. */
  isAsked(id: string, { reinvocation }: AdmissionRequest): boolean {
    return !reinvocation || this.#again.delete(id);
  }

  /** The object was changed: all that were asked until now, and want it so, are to be asked again. */
  changed(): void {
    for (const id of this.#asked) this.#again.add(id);
    this.#asked.clear();
  }

  /** Somebody was asked who wants to be asked again. */
  asked(id: string): void {
    this.#asked.add(id);
  }

  end(object: KubernetesObject | undefined): void {
    this.#output = this.#asked.size > 0 ? structuredClone(object) : undefined;
  }
}
