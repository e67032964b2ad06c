import { formatValue, sprintf } from './go-format.js';
import { TemplateError } from './nodes.js';

type TemplateFunction = (...args: unknown[]) => unknown;

/** The functions of Go's templates and those that kubectl adds. `and` and `or` are executed lazily, elsewhere. */
const functions: Readonly<Record<string, TemplateFunction>> = {
  and: (...args) => args.find((value) => !isTrue(value)) ?? args.at(-1),
  or: (...args) => args.find(isTrue) ?? args.at(-1),
  not: (value) => !isTrue(value),
  len: (value) => lengthOf(value),
  index: (value, ...keys) => keys.reduce(indexOf, value),
  slice: (value, start = 0, end) => sliceOf(value, Number(start), end === undefined ? undefined : Number(end)),
  print: (...args) => printValues(args),
  printf: (format, ...args) => sprintf(String(format), args),
  println: (...args) => `${args.map(formatValue).join(' ')}\n`,
  html: (...args) =>
    escapeWith(printValues(args), { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&#34;', "'": '&#39;' }),
  js: (...args) => JSON.stringify(printValues(args)).slice(1, -1).replaceAll("'", "\\'"),
  urlquery: (...args) => encodeURIComponent(printValues(args)).replaceAll('%20', '+'),
  eq: (value, ...others) => others.some((other) => isEqual(value, other)),
  ne: (value, other) => !isEqual(value, other),
  lt: (a, b) => compare(a, b) < 0,
  le: (a, b) => compare(a, b) <= 0,
  gt: (a, b) => compare(a, b) > 0,
  ge: (a, b) => compare(a, b) >= 0,
  exists: (value, ...keys) => exists(value, keys),
  base64decode: (text) => decodeBase64(String(text)),
};

/** The names of all functions. */
export const functionNames: ReadonlySet<string> = new Set(Object.keys(functions));

/** Calls the function `name`, which has to be one of {@link functionNames}. */
export function callFunction(name: string, args: readonly unknown[]): unknown {
  try {
    return functions[name]?.(...args);
  } catch (error) {
    throw new TemplateError(`error calling ${name}: ${(error as Error).message}`);
  }
}

/** Go's truth: false, zero, nothing and everything empty are false. */
export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object') return Object.keys(value).length > 0;
  return Boolean(value);
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  if (value === null || value === undefined) throw new Error('len of nil pointer');
  throw new Error(`len of type ${typeof value === 'number' ? 'float64' : 'bool'}`);
}

function indexOf(value: unknown, key: unknown): unknown {
  if (Array.isArray(value)) {
    if (typeof key !== 'number') throw new Error(`cannot index slice/array with type ${typeof key}`);
    if (key < 0 || key >= value.length) throw new Error(`index out of range: ${key}`);
    return value[key];
  }
  if (typeof value === 'object' && value !== null) {
    if (typeof key !== 'string')
      throw new Error(`value has type ${typeof key === 'number' ? 'int' : typeof key}; should be string`);
    return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  }
  if (value === null || value === undefined) throw new Error('index of untyped nil');
  throw new Error(`can't index item of type ${typeof value}`);
}

function sliceOf(value: unknown, start: number, end: number | undefined): unknown {
  if (typeof value === 'string' || Array.isArray(value)) return value.slice(start, end);
  throw new Error(`can't slice item of type ${typeof value}`);
}

/** Spaces stand between operands that are both no strings. */
function printValues(args: readonly unknown[]): string {
  return args
    .map((value, index) => {
      const needsSpace = index > 0 && typeof value !== 'string' && typeof args[index - 1] !== 'string';
      return (needsSpace ? ' ' : '') + formatValue(value);
    })
    .join('');
}

function escapeWith(text: string, escapes: Readonly<Record<string, string>>): string {
  return text.replace(/[<>&"']/g, (character) => escapes[character] ?? character);
}

function isEqual(a: unknown, b: unknown): boolean {
  const [one, other] = [a ?? null, b ?? null];
  if (one === null || other === null) return one === other;
  if (typeof one === 'object' || typeof other === 'object') throw new Error('non-comparable type');
  if (typeof one !== typeof other) throw new Error('incompatible types for comparison');
  return one === other;
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  throw new Error('incompatible types for comparison');
}

function exists(value: unknown, keys: readonly unknown[]): boolean {
  try {
    return keys.reduce(indexOf, value) !== undefined;
  } catch {
    return false;
  }
}

function decodeBase64(text: string): string {
  if (!/^[A-Za-z0-9+/\n]*={0,2}\n*$/.test(text)) {
    throw new Error(`base64 decode failed: illegal base64 data at input byte ${text.search(/[^A-Za-z0-9+/=\n]/)}`);
  }
  return Buffer.from(text, 'base64').toString('utf8');
}
