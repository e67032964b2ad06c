/** A place in an object that is being validated. */
export interface Place {
  /** `spec.ports[0].name`. */
  readonly path: string;
  /** The struct, list or map that the value is in. */
  readonly parent: object;
  /** The whole object. */
  readonly object: object;
}

/** A field, an item of a list, or a key of a map. */
type PathStep = string | number | { readonly key: string };

/** A place that knows the way to it, and says it when it is asked: of most places there is nothing to tell. */
export class StepPlace implements Place {
  readonly parent: object;
  readonly object: object;
  readonly #outer: StepPlace | undefined;
  readonly #step: PathStep;

  constructor(outer: StepPlace | undefined, step: PathStep, parent: object) {
    this.parent = parent;
    this.object = outer === undefined ? parent : outer.object;
    this.#outer = outer;
    this.#step = step;
  }

  get path(): string {
    const outer = this.#outer;
    const step = this.#step;
    if (typeof step === 'string') return outer === undefined ? step : `${outer.path}.${step}`;
    return `${outer?.path ?? ''}[${typeof step === 'number' ? step : step.key}]`;
  }
}
