import { escapeHtml } from '../text/marshal-json.js';
import { quote } from '../text/quote.js';

export type FieldErrorType =
  | 'Required'
  | 'Invalid'
  | 'NotSupported'
  | 'Duplicate'
  | 'NotFound'
  | 'Forbidden'
  | 'TooLong'
  | 'TooMany'
  | 'TypeInvalid'
  | 'Internal';

/** What is wrong with one field of an object (`k8s.io/apimachinery/pkg/util/validation/field.Error`). */
export interface FieldError {
  type: FieldErrorType;
  /** The field's path: `spec.containers[0].name`, `metadata.labels[app]`. */
  field: string;
  /** The offending value; absent: the message does not show one. */
  badValue?: unknown;
  detail: string;
}

const typeTexts: Record<FieldErrorType, string> = {
  Required: 'Required value',
  Invalid: 'Invalid value',
  NotSupported: 'Unsupported value',
  Duplicate: 'Duplicate value',
  NotFound: 'Not found',
  Forbidden: 'Forbidden',
  TooLong: 'Too long',
  TooMany: 'Too many',
  TypeInvalid: 'Invalid value',
  Internal: 'Internal error',
};

/** Makes {@link FieldError}s, one function a kind of mistake; an empty `detail` adds nothing to the message. */
export const field = {
  required: (path: string, detail = ''): FieldError => ({ type: 'Required', field: path, detail }),
  invalid: (path: string, badValue: unknown, detail = ''): FieldError => ({
    type: 'Invalid',
    field: path,
    badValue: badValue ?? null,
    detail,
  }),
  typeInvalid: (path: string, badValue: unknown, detail = ''): FieldError => ({
    type: 'TypeInvalid',
    field: path,
    badValue: badValue ?? null,
    detail,
  }),
  notSupported: (path: string, badValue: unknown, supported: readonly string[]): FieldError => ({
    type: 'NotSupported',
    field: path,
    badValue: badValue ?? null,
    detail: supported.length === 0 ? '' : `supported values: ${supported.map(quote).join(', ')}`,
  }),
  duplicate: (path: string, badValue: unknown): FieldError => ({
    type: 'Duplicate',
    field: path,
    badValue,
    detail: '',
  }),
  notFound: (path: string, badValue: unknown): FieldError => ({ type: 'NotFound', field: path, badValue, detail: '' }),
  forbidden: (path: string, detail: string): FieldError => ({ type: 'Forbidden', field: path, detail }),
  tooLong: (path: string, maxLength: number): FieldError => ({
    type: 'TooLong',
    field: path,
    detail: maxLength < 0 ? 'value is too long' : `may not be more than ${maxLength} byte${maxLength === 1 ? '' : 's'}`,
  }),
  tooMany: (path: string, actual: number, max: number): FieldError => ({
    type: 'TooMany',
    field: path,
    badValue: actual,
    detail: max < 0 ? 'too many items' : `must have at most ${max} item${max === 1 ? '' : 's'}`,
  }),
  internal: (path: string, error: unknown): FieldError => ({
    type: 'Internal',
    field: path,
    detail: error instanceof Error ? error.message : String(error),
  }),
};

/** `spec.replicas: Invalid value: -1: must be greater than or equal to 0`. */
export function fieldErrorMessage(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

/** The message without the field's path: what a Status' cause carries. */
export function fieldErrorBody(error: FieldError): string {
  const text = typeTexts[error.type] + formatBadValue(error);
  return error.detail === '' ? text : `${text}: ${error.detail}`;
}

/** All messages once each: `a`, or `[a, b]` where there are several. */
export function aggregateMessage(messages: readonly string[]): string {
  const distinct = [...new Set(messages)];
  return distinct.length === 1 ? (distinct[0] ?? '') : `[${distinct.join(', ')}]`;
}

function formatBadValue({ type, badValue }: FieldError): string {
  if (
    badValue === undefined ||
    type === 'Required' ||
    type === 'Forbidden' ||
    type === 'TooLong' ||
    type === 'Internal'
  ) {
    return '';
  }
  if (badValue === null) return ': null';
  if (typeof badValue === 'string') return `: ${quote(beginning(badValue))}`;
  return `: ${typeof badValue === 'object' ? beginning(goJson(badValue)) : String(badValue)}`;
}

/** JSON as Go writes it, but for the order of fields: that is the one of the struct. */
function goJson(value: object): string {
  return escapeHtml(JSON.stringify(value));
}

/** More of a value nobody reads, and several mistakes may be about the same value. */
const maxShown = 64 * 1024;

function beginning(text: string): string {
  return text.length > maxShown ? `${text.slice(0, maxShown)}...` : text;
}
