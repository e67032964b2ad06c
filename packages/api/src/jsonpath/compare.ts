import { JsonPathError, type ListNode } from './nodes.js';

/** One side of a comparison. Go tells integers from fractions, also where both could be equal. */
export interface Operand {
  value: unknown;
  kind: 'bool' | 'int' | 'float' | 'string';
}

/** What `path` has selected, as a side of a comparison: `10.0` in a template is no integer. */
export function operandOf(value: unknown, path: ListNode): Operand {
  const [only] = path.nodes;
  const isFloat = path.nodes.length === 1 && only?.type === 'literal' && only.isFloat;
  return { value, kind: isFloat ? 'float' : kindOf(value) };
}

/** Compares as Go's templates do: operands of different kinds are an error. */
export function compare(left: Operand, operator: string, right: Operand): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case '<':
      return isLess(left, right);
    case '<=':
      return isLess(left, right) || isEqual(left, right);
    case '>':
      return !(isLess(left, right) || isEqual(left, right));
    case '>=':
      return !isLess(left, right);
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`);
  }
}

function isEqual(left: Operand, right: Operand): boolean {
  checkKinds(left, right);
  return left.value === right.value;
}

function isLess(left: Operand, right: Operand): boolean {
  checkKinds(left, right);
  if (left.kind === 'bool') throw new JsonPathError('invalid type for comparison');
  return (left.value as number | string) < (right.value as number | string);
}

function checkKinds(left: Operand, right: Operand): void {
  if (left.kind !== right.kind) throw new JsonPathError('incompatible types for comparison');
}

function kindOf(value: unknown): Operand['kind'] {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  throw new JsonPathError('invalid type for comparison');
}
