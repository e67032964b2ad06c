import { formatPath } from './decode-state.js';
import type { Schema } from './schema.js';
import type { StructuralCheck, StructuralState } from './structural-state.js';

/** `allOf`, `anyOf`, `oneOf` and `not`. */
export function compileCombinations(schema: Schema, compile: (schema: Schema) => StructuralCheck): StructuralCheck[] {
  const checks: StructuralCheck[] = [];
  if (schema.anyOf !== undefined) checks.push(checkAnyOf(schema.anyOf.map(compile)));
  if (schema.oneOf !== undefined) checks.push(checkOneOf(schema.oneOf.map(compile)));
  if (schema.allOf !== undefined) checks.push(checkAllOf(schema.allOf.map(compile)));
  if (schema.not !== undefined) checks.push(checkNot(compile(schema.not)));
  return checks;
}

function checkAnyOf(alternatives: StructuralCheck[]): StructuralCheck {
  return (value, _old, state) => {
    const failures = failuresOf(alternatives, value, state);
    if (failures.length < alternatives.length) return;
    addComposite(state, 'must validate at least one schema (anyOf)');
    state.errors.push(...fewest(failures));
  };
}

function checkOneOf(alternatives: StructuralCheck[]): StructuralCheck {
  return (value, _old, state) => {
    const failures = failuresOf(alternatives, value, state);
    const valid = alternatives.length - failures.length;
    if (valid === 1) return;
    const found = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
    addComposite(state, `must validate one and only one schema (oneOf). ${found}`);
    if (valid === 0) state.errors.push(...fewest(failures));
  };
}

function checkAllOf(parts: StructuralCheck[]): StructuralCheck {
  return (value, _old, state) => {
    const failures = failuresOf(parts, value, state);
    if (failures.length === 0) return;
    state.errors.push(...failures.flat());
    const none = failures.length === parts.length ? '. None validated' : '';
    addComposite(state, `must validate all the schemas (allOf)${none}`);
  };
}

function checkNot(check: StructuralCheck): StructuralCheck {
  return (value, _old, state) => {
    if (failuresOf([check], value, state).length === 0) addComposite(state, 'must not validate the schema (not)');
  };
}

/** The errors of each alternative that has any. */
function failuresOf(alternatives: StructuralCheck[], value: unknown, state: StructuralState) {
  const failures: StructuralState['errors'][] = [];
  for (const check of alternatives) {
    const errors: StructuralState['errors'] = [];
    check(value, undefined, { path: state.path, errors });
    if (errors.length > 0) failures.push(errors);
  }
  return failures;
}

/** The alternative that came closest explains best what is wrong. */
function fewest(failures: StructuralState['errors'][]): StructuralState['errors'] {
  return failures.reduce((best, errors) => (errors.length < best.length ? errors : best));
}

/** Errors of combinations have no field of their own: they name it in their text. */
function addComposite(state: StructuralState, rule: string): void {
  const detail = `${JSON.stringify(formatPath(state.path))} ${rule}`;
  state.errors.push({ type: 'Invalid', field: '<nil>', badValue: '', detail });
}
