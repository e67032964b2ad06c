import { formatPath } from './decode-state.js';
import { matchesPattern } from './patterns.js';
import type { Schema } from './schema.js';
import { stringFormat } from './string-formats.js';
import { addInvalid, addWrongType, type StructuralCheck, type StructuralState } from './structural-state.js';

/** Lengths (in code points), pattern and format of strings. */
export function compileString(schema: Schema): StructuralCheck[] {
  const { minLength, maxLength, pattern, format } = schema;
  const checks: ((value: string, state: StructuralState) => void)[] = [];
  if (maxLength !== undefined) checks.push((value, state) => checkMaxLength(value, maxLength, state));
  if (minLength !== undefined) {
    checks.push((value, state) => {
      if ([...value].length < minLength) addInvalid(state, value, `should be at least ${minLength} chars long`);
    });
  }
  if (pattern !== undefined) checks.push(compilePattern(pattern));
  const matchesFormat = schema.type === 'string' && format !== undefined ? stringFormat(format) : undefined;
  if (matchesFormat !== undefined) {
    checks.push((value, state) => {
      if (!matchesFormat(value)) addWrongType(state, format ?? '', value);
    });
  }
  if (checks.length === 0) return [];
  return [
    (value, _old, state) => {
      if (typeof value === 'string') for (const check of checks) check(value, state);
    },
  ];
}

function checkMaxLength(value: string, maxLength: number, state: StructuralState): void {
  if (value.length <= maxLength || [...value].length <= maxLength) return;
  const detail = `may not be more than ${maxLength} byte${maxLength === 1 ? '' : 's'}`;
  state.errors.push({ type: 'TooLong', field: formatPath(state.path), badValue: value, detail });
}

function compilePattern(pattern: string): (value: string, state: StructuralState) => void {
  return (value, state) => {
    if (!matchesPattern(pattern, value)) addInvalid(state, value, `should match '${pattern}'`);
  };
}

/** Bounds and divisors of numbers. */
export function compileNumber(schema: Schema): StructuralCheck[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const range = schema.type === 'integer' ? integerRanges[schema.format ?? ''] : undefined;
  if (minimum === undefined && maximum === undefined && multipleOf === undefined && range === undefined) return [];
  return [
    (value, _old, state) => {
      if (typeof value !== 'number') return;
      if (range !== undefined && (value < range[0] || value > range[1])) addOutOfRange(state, schema.format ?? '');
      if (multipleOf !== undefined && !isMultiple(value, multipleOf)) {
        addInvalid(state, value, `should be a multiple of ${multipleOf}`);
      }
      if (maximum !== undefined && (exclusiveMaximum === true ? value >= maximum : value > maximum)) {
        addInvalid(state, value, `should be less than ${exclusiveMaximum === true ? '' : 'or equal to '}${maximum}`);
      }
      if (minimum !== undefined && (exclusiveMinimum === true ? value <= minimum : value < minimum)) {
        addInvalid(state, value, `should be greater than ${exclusiveMinimum === true ? '' : 'or equal to '}${minimum}`);
      }
    },
  ];
}

const integerRanges: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
};

/** The library behind the real server names the place in its text alone. */
function addOutOfRange(state: StructuralState, format: string): void {
  const detail = `Checked value must be of type integer with format ${format} in ${formatPath(state.path)}`;
  state.errors.push({ type: 'Invalid', field: '<nil>', badValue: '', detail });
}

/** Fractions are compared as the real server does: a divisor below one is inverted first. */
function isMultiple(value: number, factor: number): boolean {
  const quotient = factor < 1 ? (1 / factor) * value : value / factor;
  return Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient));
}
