import { formatPath } from './decode-state.js';
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
  const expression = compileExpression(pattern);
  return (value, state) => {
    if (expression === undefined || !expression.test(value)) addInvalid(state, value, `should match '${pattern}'`);
  };
}

/** Patterns are written for Go; those that need not be read by code points are common enough to be taken without. */
function compileExpression(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

/** Bounds and divisors of numbers. */
export function compileNumber(schema: Schema): StructuralCheck[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (minimum === undefined && maximum === undefined && multipleOf === undefined) return [];
  return [
    (value, _old, state) => {
      if (typeof value !== 'number') return;
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

/** Fractions are compared as the real server does: a divisor below one is inverted first. */
function isMultiple(value: number, factor: number): boolean {
  const quotient = factor < 1 ? (1 / factor) * value : value / factor;
  return Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient));
}
