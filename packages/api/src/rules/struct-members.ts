import { type FieldError, field } from '../validation/field-error.js';
import type { Complaint } from './field-rule.js';
import { rulesOf } from './rules-of.js';

/** What is wrong with how many members a value has; `check` looks at those that may be there, in their order. */
export type StructMembers = (
  path: string,
  value: object,
  check?: (member: string, path: string) => FieldError[],
) => FieldError[];

/**
 * The rule of a struct that has one of several fields, for code that goes through it.
 *
 * @param definition such as `io.k8s.api.core.v1.Volume`
 */
export function structMembers(definition: string): StructMembers {
  return (path, value, check = () => []) => {
    const rule = rulesOf(definition).members;
    if (rule === undefined) throw new TypeError(`${definition} has no members`);
    const found = rule.fields.filter((member) => (value as Record<string, unknown>)[member] !== undefined);
    if (found.length === 0) return rule.none === undefined ? [] : [complain(rule.none, path)];
    const errors = found.flatMap((member, index) => {
      const at = `${path}.${member}`;
      if (index === 0 || rule.eachMore === undefined) return check(member, at);
      return [complain(rule.eachMore, rule.eachMore.at === 'member' ? at : path)];
    });
    if (found.length > 1 && rule.several !== undefined) errors.push(complain(rule.several, path));
    return errors;
  };
}

function complain({ type, detail }: Complaint, path: string): FieldError {
  return type === 'invalid' ? field.invalid(path, '', detail) : field[type](path, detail);
}
