import { jsonSyntaxError, requestEntityTooLarge, type StatusError } from '@sampan/api';
import { countJson } from './count-json.js';
import { duplicateJsonKeys } from './duplicate-json-keys.js';

/** A body as data. */
export interface DecodedBody {
  readonly value: unknown;
  /** What strict decoding says of fields that occur more than once: `duplicate field "spec.replicas"`. The last one counts. */
  readonly duplicates: readonly string[];
}

/** A body that is not well-formed; the message is as Go's decoders word it. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
}

/** Nesting that no object reaches, and that code which walks objects can bear. */
export const maxDepth = 500;
/**
 * How many values (objects, lists and scalars, at any depth) a body may have. What an object costs grows with them, not
 * with its bytes: a list of a million empty containers fits into 3 MiB, and needs gigabytes when it has its defaults.
 */
export const maxValues = 100_000;

/** 413. */
export function tooManyValues(): StatusError {
  return requestEntityTooLarge(`limit is ${maxValues} values`);
}

/** Reads JSON. Throws 413 for more than {@link maxValues}, and a {@link SyntaxProblem}. */
export function decodeJson(body: Buffer): DecodedBody {
  const counted = countJson(body, maxDepth);
  if (counted.tooDeep !== undefined) {
    throw new SyntaxProblem(`invalid character '${counted.tooDeep}' exceeded max depth`);
  }
  if (counted.values > maxValues) throw tooManyValues();
  const text = body.toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SyntaxProblem(jsonSyntaxError(text));
  }
  const duplicates =
    counted.keys === countKeys(value) ? none : duplicateJsonKeys(text).map((path) => `duplicate field "${path}"`);
  return { value, duplicates };
}

const none: readonly string[] = [];

/** Throws 413 where a value that a patch made of others has more than {@link maxValues}. */
export function requireFewValues(value: unknown): void {
  let left = maxValues;
  count(value);

  function count(within: unknown): void {
    if (--left < 0) throw tooManyValues();
    if (typeof within !== 'object' || within === null) return;
    for (const key in within) count((within as Record<string, unknown>)[key]);
  }
}

/** How many fields all objects within `value` have. Fewer than the text has keys: some occur twice. */
function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item);
    return count;
  }
  const fields = value as Record<string, unknown>;
  for (const key in fields) count += 1 + countKeys(fields[key]);
  return count;
}
