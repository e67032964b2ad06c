import type { Value } from './values.js';
import { CelObject, isList, isMap, sizeOf } from './values.js';

/** What things cost, in cel-go's units: about 50 ns each. */
export const traversal = 0.1;
export const regexLength = 0.25;
export const createList = 10;
export const createMap = 30;
export const createStruct = 40;

/** Functions that cost one unit, whatever they are given. */
export const cheap = new Set([
  ...['serviceAccount', 'path', 'group', 'resource', 'subresource', 'namespace', 'name', 'allowed', 'reason', 'error'],
  ...['errored', 'masked', 'prefixLength', 'family', 'isUnspecified', 'isLoopback', 'isLinkLocalMulticast'],
  ...['isLinkLocalUnicast', 'sign', 'asInteger', 'isInteger', 'asApproximateFloat', 'isGreaterThan', 'isLessThan'],
  ...['compareTo', 'add', 'sub'],
]);

/** An authorization check: two of them are what an expression may ask for. */
export const authorizerCheck = 350_000;

/** What a call has cost, by what it was given and what came of it (`CostTracker.costCall`, and Kubernetes' own rules). */
export function actualCost(name: string, overload: string, args: readonly Value[], result: Value): number {
  const size = (index: number) => actualSize(args[index] ?? null);
  const read = (length: number, factor = traversal) => Math.ceil(length * factor);
  if (name === 'check') return authorizerCheck;
  if (cheap.has(name) || overload === 'cidr_ip') return 1;
  switch (name) {
    case 'isSorted':
    case 'sum':
    case 'max':
    case 'min':
    case 'indexOf':
    case 'lastIndexOf':
      return traverse(args[0] ?? null);
    case 'url':
    case 'lowerAscii':
    case 'upperAscii':
    case 'substring':
    case 'trim':
    case 'cidr':
    case 'ip':
    case 'isIP':
    case 'isCIDR':
    case 'quantity':
    case 'isQuantity':
      return read(size(0));
    case 'replace':
    case 'split':
    case 'ip.isCanonical':
      return read(size(0), 2 * traversal);
    case 'join':
      return read(actualSize(result), 2 * traversal);
    case 'find':
    case 'findAll':
    case 'matches':
      return read(1 + size(0)) * read(size(1), regexLength);
    case 'contains':
      return read(size(0)) * read(size(1));
    case 'containsIP':
      return read(2 * size(0)) + (overload.endsWith('string') ? read(size(1)) : 0);
    case 'containsCIDR':
      return read(2 * size(0)) + read(size(0)) + 1 + (overload.endsWith('string') ? read(size(1)) : 0);
  }
  switch (overload) {
    case 'starts_with_string':
    case 'ends_with_string':
    case 'string_to_bytes':
    case 'bytes_to_string':
    case 'strings_quote':
    case 'string_format':
      return read(size(0));
    case 'in_list':
      return size(1);
    case 'add_string':
    case 'add_bytes':
      return read(size(0) + size(1));
  }
  return comparesSizes(overload) ? read(Math.min(size(0), size(1))) : 1;
}

/** Whether a call looks at two values until they differ. */
export function comparesSizes(overload: string): boolean {
  return /^(?:equals|not_equals|(?:less|greater)(?:_equals)?_(?:string|bytes))$/.test(overload);
}

function actualSize(value: Value): number {
  return sizeOf(value) ?? 1;
}

/** What it costs to look at everything inside of a value. */
function traverse(value: Value): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return Math.floor((sizeOf(value) ?? 0) * traversal);
  let cost = 0;
  if (isList(value)) {
    for (const item of value) cost += traverse(item);
    return cost;
  }
  if (isMap(value)) {
    for (const [key, inner] of value) cost += traverse(key) + traverse(inner);
    return cost;
  }
  if (value instanceof CelObject) {
    for (const name of value.names()) cost += traverse(name) + traverse(value.get(name) ?? null);
    return cost;
  }
  return 1;
}
