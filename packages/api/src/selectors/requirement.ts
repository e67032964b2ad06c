import { quote } from '../text/quote.js';
import { aggregateMessage, type FieldError, field, fieldErrorMessage } from '../validation/field-error.js';
import { isLabelValue, isQualifiedName } from '../validation/names.js';

export type SelectorOperator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

/** One condition on one label. Labels that are absent satisfy the negative operators, as in Kubernetes. */
export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  /** Sorted and distinct. */
  readonly values: readonly string[];
}

/** A checked requirement; throws a {@link SelectorError} in the words of apimachinery's `labels.NewRequirement`. */
export function newRequirement(key: string, operator: SelectorOperator, values: readonly string[]): Requirement {
  const errors: FieldError[] = [];
  const keyErrors = isQualifiedName(key);
  if (keyErrors.length > 0) errors.push(field.invalid('key', key, keyErrors.join('; ')));
  const countError = checkValueCount(operator, values);
  if (countError !== undefined) errors.push(field.invalid('values', values, countError));
  values.forEach((value, index) => {
    if ((operator === 'gt' || operator === 'lt') && !isInt64(value)) {
      const detail = "for 'Gt', 'Lt' operators, the value must be an integer";
      errors.push(field.invalid(`values[${index}]`, value, detail));
    }
  });
  values.forEach((value, index) => {
    const valueErrors = isLabelValue(value);
    if (valueErrors.length > 0) errors.push(field.invalid(`values[${index}][${key}]`, value, valueErrors.join('; ')));
  });
  if (errors.length > 0) throw new SelectorError(aggregateMessage(errors.map(fieldErrorMessage)));
  return { key, operator, values: [...new Set(values)].sort() };
}

/** A selector that cannot be understood; answered as 400 Bad Request. */
export class SelectorError extends Error {
  override name = 'SelectorError';
}

export function requirementMatches({ key, operator, values }: Requirement, labels: Record<string, string>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=':
    case '==':
      return value !== undefined && value === values[0];
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
      return value !== values[0];
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    default:
      return value !== undefined && isInt64(value) && compareIntegers(value, operator, values[0] ?? '');
  }
}

/** `app=web`, `tier in (a,b)`, `!legacy`. */
export function formatRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.join(',')})`;
    case 'gt':
    case 'lt':
      return `${key}${operator === 'gt' ? '>' : '<'}${values[0] ?? ''}`;
    default:
      return `${key}${operator}${values[0] ?? ''}`;
  }
}

/** The operator of a LabelSelector's expression; throws for one that Kubernetes does not know. */
export function expressionOperator(operator: string): SelectorOperator {
  switch (operator) {
    case 'In':
      return 'in';
    case 'NotIn':
      return 'notin';
    case 'Exists':
      return 'exists';
    case 'DoesNotExist':
      return '!';
    default:
      throw new SelectorError(`${quote(operator)} is not a valid label selector operator`);
  }
}

function checkValueCount(operator: SelectorOperator, values: readonly string[]): string | undefined {
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length === 0 ? "for 'in', 'notin' operators, values set can't be empty" : undefined;
    case 'exists':
    case '!':
      return values.length > 0 ? 'values set must be empty for exists and does not exist' : undefined;
    case 'gt':
    case 'lt':
      return values.length === 1 ? undefined : "for 'Gt', 'Lt' operators, exactly one value is required";
    default:
      return values.length === 1 ? undefined : 'exact-match compatibility requires one single value';
  }
}

/** Whether Go's `strconv.ParseInt(text, 10, 64)` takes `text`. */
function isInt64(text: string): boolean {
  return /^[+-]?\d+$/.test(text) && BigInt.asIntN(64, integer(text)) === integer(text);
}

function integer(text: string): bigint {
  return BigInt(text.replace(/^\+/, ''));
}

function compareIntegers(value: string, operator: 'gt' | 'lt', bound: string): boolean {
  return operator === 'gt' ? integer(value) > integer(bound) : integer(value) < integer(bound);
}
