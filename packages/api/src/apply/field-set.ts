/**
 * A set of field paths, in the form that `fieldsV1` has in `managedFields`: a tree of path elements (`f:name`,
 * `k:{"name":"web"}`, `v:"x"`). A path is a member where its node is empty or has a `.`; a node that has only others
 * below it is none. Sets are never changed once they are made. The root itself is never a member: `{}` is the empty set.
 */
export interface FieldSet {
  readonly [pathElement: string]: FieldSet;
}

export type MutableFieldSet = Record<string, FieldSet>;

/** A node that is a member and has nothing below it. */
export const leaf: FieldSet = Object.freeze({});

const selfElement = '.';
/** The first character of the elements that are written last. */
const indexRank = 'i'.charCodeAt(0);

export function isEmptySet(set: FieldSet): boolean {
  if (selfElement in set) return false; // to begin to walk through a large set is not free
  for (const _ in set) return false;
  return true;
}

/** Whether the path that leads to `node`, which is not a root, is a member. */
export function isMember(node: FieldSet): boolean {
  return selfElement in node || isEmptySet(node);
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a)) return b;
  if (isEmptySet(b)) return a;
  return mergeChildren(a, b);
}

/** What is in `a` but not in `b`. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return isEmptySet(b) ? a : (subtract(a, b, false) ?? {});
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return intersect(a, b, false) ?? {};
}

/** Whether a path is a member of both. */
export function intersects(a: FieldSet, b: FieldSet): boolean {
  for (const element in b) {
    const node = element === selfElement ? undefined : a[element];
    if (node === undefined) continue;
    const other = b[element] as FieldSet;
    if ((isMember(node) && isMember(other)) || intersects(node, other)) return true;
  }
  return false;
}

/** What is in `a` but neither in `b` nor below a member of `b`. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  const result: MutableFieldSet = {};
  for (const element in a) {
    const node = a[element] as FieldSet;
    const other = b[element];
    if (other !== undefined && isMember(other)) continue;
    const rest = other === undefined ? node : nodeOf(isMember(node), recursiveDifference(withoutSelf(node), other));
    if (rest !== undefined) result[element] = rest;
  }
  return result;
}

export function setsEqual(a: FieldSet, b: FieldSet): boolean {
  let elements = 0;
  for (const element in a) {
    const other = b[element];
    if (other === undefined || !setsEqual(a[element] as FieldSet, other)) return false;
    elements++;
  }
  for (const _ in b) elements--;
  return elements === 0;
}

/** Every member's path, in the order of the elements. */
export function* membersOf(set: FieldSet, path: readonly string[] = []): Generator<readonly string[]> {
  for (const element of sortedElements(set)) {
    if (element === selfElement) continue;
    const node = set[element] as FieldSet;
    const memberPath = [...path, element];
    if (isMember(node)) yield memberPath;
    yield* membersOf(node, memberPath);
  }
}

/** The set with its elements in the order that Kubernetes writes: `.`, fields, keys, values, indices. */
export function sortSet(set: FieldSet): FieldSet {
  let isSorted = true;
  let previous = '';
  for (const element in set) {
    const node = set[element] as FieldSet;
    isSorted &&= previous < element && element.charCodeAt(0) !== indexRank && sortSet(node) === node;
    previous = element;
  }
  if (isSorted) return set;
  const result: MutableFieldSet = {};
  for (const element of sortedElements(set)) result[element] = sortSet(set[element] as FieldSet);
  return result;
}

/** A node that is a member, with `children` below it. */
export function memberWith(children: FieldSet): FieldSet {
  return isEmptySet(children) ? leaf : { [selfElement]: leaf, ...children };
}

/** The beginning of a node that is a member and has something below it. */
export function openMember(): MutableFieldSet {
  return { [selfElement]: leaf };
}

function mergeChildren(a: FieldSet, b: FieldSet): FieldSet {
  const result: MutableFieldSet = {};
  for (const element in a) {
    const other = b[element];
    const node = a[element] as FieldSet;
    result[element] = other === undefined ? node : unionNode(node, other);
  }
  for (const element in b) if (!(element in a)) result[element] = b[element] as FieldSet;
  return result;
}

function unionNode(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a) && isEmptySet(b)) return leaf;
  const result = mergeChildren(a, b) as MutableFieldSet;
  if (isMember(a) || isMember(b)) result[selfElement] = leaf;
  return result;
}

/** What is below `a` but not below `b`, in a node that is a member where `member` says so; undefined: nothing is left. */
function subtract(a: FieldSet, b: FieldSet, member: boolean): FieldSet | undefined {
  let result: MutableFieldSet | undefined;
  for (const element in a) {
    if (element === selfElement) continue;
    const other = b[element];
    const node = a[element] as FieldSet;
    const rest = other === undefined ? node : subtract(node, other, isMember(node) && !isMember(other));
    if (rest === undefined) continue;
    result ??= open(member);
    result[element] = rest;
  }
  return result ?? (member ? leaf : undefined);
}

/** What is below both, in a node that is a member where `member` says so; undefined: nothing is. */
function intersect(a: FieldSet, b: FieldSet, member: boolean): FieldSet | undefined {
  let result: MutableFieldSet | undefined;
  for (const element in a) {
    const other = element === selfElement ? undefined : b[element];
    if (other === undefined) continue;
    const node = a[element] as FieldSet;
    const common = intersect(node, other, isMember(node) && isMember(other));
    if (common === undefined) continue;
    result ??= open(member);
    result[element] = common;
  }
  return result ?? (member ? leaf : undefined);
}

function open(member: boolean): MutableFieldSet {
  return member ? openMember() : {};
}

function nodeOf(member: boolean, children: FieldSet): FieldSet | undefined {
  if (isEmptySet(children)) return member ? leaf : undefined;
  return member ? { [selfElement]: leaf, ...children } : children;
}

function withoutSelf(set: FieldSet): FieldSet {
  if (!(selfElement in set)) return set;
  const { [selfElement]: _, ...children } = set;
  return children;
}

/** `.` before `f:` before `k:` before `v:`, but `i:`, which no object of today has, last; then by the text. */
function sortedElements(set: FieldSet): string[] {
  const elements = Object.keys(set);
  if (elements.length < 2) return elements;
  elements.sort();
  const isIndex = (element: string) => element.charCodeAt(0) === indexRank;
  if (!elements.some(isIndex)) return elements;
  return [...elements.filter((element) => !isIndex(element)), ...elements.filter(isIndex)];
}
