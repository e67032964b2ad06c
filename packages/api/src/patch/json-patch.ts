import { quote } from '../text/quote.js';
import { deepClone } from '../values/deep-clone.js';
import { deepEqual } from '../values/deep-equal.js';
import { getField, isJsonObject, setField } from '../values/json.js';
import { PatchError, PatchTestError } from './patch-error.js';

/** One operation of a JSON patch (RFC 6902). */
export interface JsonPatchOperation {
  op: string;
  path?: string;
  from?: string;
  value?: unknown;
}

/**
 * Applies a JSON patch as kube-apiserver does; all operations or none. Throws a {@link PatchError} in the words of the
 * library that it uses.
 */
export function jsonPatch(document: unknown, operations: readonly JsonPatchOperation[]): unknown {
  return jsonPatchInto(deepClone(document), operations);
}

/** {@link jsonPatch} of a document that nobody needs any longer: it is changed, also where the patch does not apply. */
export function jsonPatchInto(document: unknown, operations: readonly JsonPatchOperation[]): unknown {
  const root = { document, copied: 0, moved: 0 };
  for (const operation of operations) applyOperation(root, operation);
  return root.document;
}

/** The document, and what the operations so far have cost. */
interface Root {
  document: unknown;
  /** Bytes of JSON that `copy` has added. */
  copied: number;
  /** List elements that had to move because one before them came or went. */
  moved: number;
}

/** Copies that double what was copied before would fill any memory with two dozen operations. */
const maxCopied = 3 * 1024 * 1024;
const maxMoved = 100_000_000;

/** The object or list that a pointer's last part names something in. */
interface Place {
  container: unknown;
  key: string;
}

const appliers: Record<string, (root: Root, operation: JsonPatchOperation) => void> = {
  add,
  remove,
  replace,
  move,
  copy,
  test,
};

function applyOperation(root: Root, operation: JsonPatchOperation): void {
  const apply = Object.hasOwn(appliers, operation.op) ? appliers[operation.op] : undefined;
  if (apply === undefined) throw new PatchError(`Unexpected kind: ${operation.op}`);
  apply(root, operation);
}

function add(root: Root, operation: JsonPatchOperation): void {
  const path = pathOf(operation, 'add');
  const value = deepClone(operation.value ?? null);
  if (path === '') {
    root.document = value;
    return;
  }
  const place = find(root, path);
  if (place === undefined) throw missing(`add operation does not apply: doc is missing path: "${path}"`);
  wrap(`error in add for path: '${path}'`, () => insert(root, place, value));
}

function remove(root: Root, operation: JsonPatchOperation): void {
  const path = pathOf(operation, 'remove');
  const place = find(root, path);
  if (place === undefined) throw missing(`remove operation does not apply: doc is missing path: "${path}"`);
  wrap(`error in remove for path: '${path}'`, () => removeAt(root, place));
}

/** A key that an object does not have is added: kube-apiserver is not as strict here as RFC 6902. */
function replace(root: Root, operation: JsonPatchOperation): void {
  const path = pathOf(operation, 'replace');
  const value = deepClone(operation.value ?? null);
  if (path === '') {
    root.document = value;
    return;
  }
  const place = find(root, path);
  if (place === undefined) throw missing(`replace operation does not apply: doc is missing path: ${path}`);
  if (Array.isArray(place.container) && !exists(place)) {
    throw missing(`replace operation does not apply: doc is missing key: ${path}`);
  }
  wrap(`error in remove for path: '${path}'`, () => assign(place, value));
}

function move(root: Root, operation: JsonPatchOperation): void {
  const from = fromOf(operation, 'move');
  const source = find(root, from);
  if (source === undefined) throw missing(`move operation does not apply: doc is missing from path: ${from}`);
  const value = wrap(`error in move for path: '${source.key}'`, () => {
    const moved = valueAt(source);
    removeAt(root, source);
    return moved;
  });
  const path = pathOf(operation, 'move');
  const target = find(root, path);
  if (target === undefined) throw missing(`move operation does not apply: doc is missing destination path: ${path}`);
  wrap(`error in move for path: '${path}'`, () => insert(root, target, value));
}

function copy(root: Root, operation: JsonPatchOperation): void {
  const from = fromOf(operation, 'copy');
  const source = find(root, from);
  if (source === undefined) throw missing(`copy operation does not apply: doc is missing from path: ${from}`);
  const value = wrap(`error in copy for from: '${from}'`, () => deepClone(valueAt(source)));
  root.copied += JSON.stringify(value).length;
  if (root.copied > maxCopied) {
    const sizes = `is ${root.copied}, exceeding the limit ${maxCopied}`;
    throw new PatchError(`Unable to complete the copy, the accumulated size increase of copy ${sizes}`);
  }
  const path = pathOf(operation, 'copy');
  const target = find(root, path);
  if (target === undefined) throw missing(`copy operation does not apply: doc is missing destination path: ${path}`);
  wrap(`error while adding value during copy`, () => insert(root, target, value));
}

function test(root: Root, operation: JsonPatchOperation): void {
  const path = pathOf(operation, 'test');
  const place = path === '' ? undefined : find(root, path);
  if (path !== '' && place === undefined) {
    throw missing(`test operation does not apply: is missing path: ${path}`);
  }
  const actual = place === undefined ? root.document : exists(place) ? valueAt(place) : null;
  if (deepEqual(actual, operation.value ?? null)) return;
  throw new PatchTestError(`testing value ${path} failed: test failed`);
}

function pathOf(operation: JsonPatchOperation, name: string): string {
  if (typeof operation.path !== 'string') throw missing(`${name} operation failed to decode path`);
  return operation.path;
}

function fromOf(operation: JsonPatchOperation, name: string): string {
  if (typeof operation.from !== 'string')
    throw missing(`${name} operation failed to decode from: operation, missing from field`);
  return operation.from;
}

function find(root: Root, path: string): Place | undefined {
  const parts = path.split('/').slice(1).map(unescapePart);
  const key = parts.pop();
  if (key === undefined) return undefined;
  let container = root.document;
  for (const part of parts) {
    const place = { container, key: part };
    if (!exists(place)) return undefined;
    container = valueAt(place);
  }
  return typeof container === 'object' && container !== null ? { container, key } : undefined;
}

function unescapePart(part: string): string {
  return part.includes('~') ? part.replaceAll('~1', '/').replaceAll('~0', '~') : part;
}

function exists({ container, key }: Place): boolean {
  if (isJsonObject(container)) return Object.hasOwn(container, key);
  if (!Array.isArray(container) || !/^-?\d+$/.test(key)) return false;
  const index = Number(key);
  return index < container.length && index >= -container.length;
}

function valueAt({ container, key }: Place): unknown {
  if (isJsonObject(container)) return getField(container, key) ?? null;
  const list = container as unknown[];
  return list[indexIn(list, key, list.length - 1)];
}

function assign({ container, key }: Place, value: unknown): void {
  if (isJsonObject(container)) setField(container, key, value);
  else (container as unknown[])[indexIn(container as unknown[], key, (container as unknown[]).length - 1)] = value;
}

function insert(root: Root, { container, key }: Place, value: unknown): void {
  if (isJsonObject(container)) {
    setField(container, key, value);
    return;
  }
  const list = container as unknown[];
  if (key === '-') list.push(value);
  else if (!/^-?\d+$/.test(key)) throw new PatchError(`value was not a proper array index: '${key}'`);
  else splice(root, list, indexIn(list, key, list.length), { remove: 0, add: [value] });
}

function removeAt(root: Root, { container, key }: Place): void {
  if (isJsonObject(container)) {
    if (!Object.hasOwn(container, key)) throw missing(`Unable to remove nonexistent key: ${key}`);
    delete container[key];
  } else {
    const list = container as unknown[];
    splice(root, list, indexIn(list, key, list.length - 1), { remove: 1, add: [] });
  }
}

function splice(root: Root, list: unknown[], index: number, { remove, add }: { remove: number; add: unknown[] }): void {
  root.moved += list.length - index;
  if (root.moved > maxMoved) throw new PatchError(`the operations move more than ${maxMoved} elements of lists`);
  list.splice(index, remove, ...add);
}

/** Negative indices count from the end, as kube-apiserver lets them. */
function indexIn(list: readonly unknown[], key: string, last: number): number {
  if (!/^-?\d+$/.test(key)) throw new PatchError(`strconv.Atoi: parsing ${quote(key)}: invalid syntax`);
  const index = Number(key);
  const resolved = index < 0 ? index + last + 1 : index;
  if (resolved > last || resolved < 0) {
    throw new PatchError(`Unable to access invalid index: ${index}: invalid index referenced`);
  }
  return list.length === 0 ? 0 : resolved;
}

function missing(message: string): PatchError {
  return new PatchError(`${message}: missing value`);
}

function wrap<T>(context: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof PatchError ? new PatchError(`${context}: ${error.message}`) : error;
  }
}
