import type { FieldError } from '../validation/field-error.js';
import { checkField, saysOfValues } from './check-field.js';
import type { FieldRule } from './field-rule.js';
import { rulesOf } from './rules-of.js';

/** What the rules of a struct's own fields say of a value. */
export type StructRules<Field extends string> = (
  path: string,
  value: object,
  fields?: readonly Field[],
) => FieldError[];

/**
 * The rules of a struct, for code that goes through it in an order of its own: those of all fields, or of the named ones.
 *
 * @param definition such as `io.k8s.api.core.v1.Probe`
 */
export function structRules<T extends object>(definition: string): StructRules<keyof T & string> {
  let rules: readonly (readonly [string, FieldRule])[] | undefined;
  return (path, value, fields) => {
    rules ??= Object.entries(rulesOf(definition).fields ?? {}).filter(([, rule]) => saysOfValues(rule));
    const errors: FieldError[] = [];
    for (const [field, rule] of rules) {
      if (fields !== undefined && !fields.includes(field as keyof T & string)) continue;
      const item = (value as Record<string, unknown>)[field];
      if (item === undefined && rule.required === undefined) continue;
      checkField(rule, item, new FieldPlace(path, field), errors);
    }
    return errors;
  };
}

/** A field's place, whose path is made when something is wrong. */
class FieldPlace {
  readonly #struct: string;
  readonly #field: string;

  constructor(struct: string, field: string) {
    this.#struct = struct;
    this.#field = field;
  }

  get path(): string {
    return `${this.#struct}.${this.#field}`;
  }
}
