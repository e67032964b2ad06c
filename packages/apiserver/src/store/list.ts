import { FutureRevisionError } from './errors.js';
import type { Past } from './past.js';
import type { State } from './state.js';
import type { ListRequest, ListResult, StoredObject } from './store.js';

/** Lists the present from the state alone; the past by taking back, from the state, every write since. */
export async function list(request: ListRequest, { state, past }: { state: State; past: Past }): Promise<ListResult> {
  const { revision = past.revision } = request;
  if (revision === past.revision) return listNow(request, state, revision);
  if (revision > past.revision) throw new FutureRevisionError(revision, past.revision);
  const then: Changes = new Map();
  let result: ListResult | undefined;
  await past.replay({ prefix: request.prefix, after: revision }, (events, through) => {
    for (const { object, previous } of events) {
      if (!then.has(object.key)) then.set(object.key, previous?.damaged ? undefined : previous);
    }
    if (through === past.revision) result = listThen({ request, state, then, revision });
    return result === undefined;
  });
  return result as ListResult;
}

/** How keys that were written since looked before: undefined where they did not exist. */
type Changes = Map<string, StoredObject | undefined>;

function listNow(request: ListRequest, state: State, revision: number): ListResult {
  const { prefix, after, matches } = request;
  const page = new Page(request);
  state.each(prefix, after, (object) => page.add(object));
  const { items, more, last } = page;
  if (!more || matches !== undefined) return { items, revision, more };
  return { items, revision, more, remaining: state.count(prefix, last) };
}

/** Merges two sequences in key order: what is there now and was not written since, and what was there then. */
function listThen(options: { request: ListRequest; state: State; then: Changes; revision: number }): ListResult {
  const { request, state, then, revision } = options;
  const { prefix, after, matches } = request;
  const page = new Page(request);
  const before = existing(then, after);
  let place = 0;
  state.each(prefix, after, (object) => {
    for (; before[place] !== undefined && (before[place] as StoredObject).key <= object.key; place++) {
      if (!page.add(before[place] as StoredObject)) return false;
    }
    return then.has(object.key) || page.add(object);
  });
  while (place < before.length && !page.more) page.add(before[place++] as StoredObject);
  const { items, more, last } = page;
  if (!more || matches !== undefined) return { items, revision, more };
  return { items, revision, more, remaining: countThen({ prefix, state, then, last }) };
}

/** The first `limit` objects that match, and whether one more does. */
class Page {
  readonly items: StoredObject[] = [];
  readonly #limit: number;
  readonly #matches: ListRequest['matches'];
  more = false;

  constructor({ limit, matches }: ListRequest) {
    this.#limit = limit ?? Number.POSITIVE_INFINITY;
    this.#matches = matches;
  }

  get last(): string {
    return this.items.at(-1)?.key ?? '';
  }

  /** Returns whether to go on. */
  add(object: StoredObject): boolean {
    if (this.#matches !== undefined && !this.#matches(object)) return true;
    if (this.items.length >= this.#limit) {
      this.more = true;
      return false;
    }
    this.items.push(object);
    return true;
  }
}

/** The versions that existed then, in key order. */
function existing(then: Changes, after = ''): StoredObject[] {
  const objects: StoredObject[] = [];
  for (const object of then.values()) {
    if (object !== undefined && object.key > after) objects.push(object);
  }
  return objects.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** How many keys came after `last`: those of now, less the ones that did not exist then, plus the ones that are gone. */
function countThen(options: { prefix: string; state: State; then: Changes; last: string }): number {
  const { prefix, state, then, last } = options;
  let count = state.count(prefix, last);
  for (const [key, object] of then) {
    if (key <= last) continue;
    if (state.get(key) !== undefined) count--;
    if (object !== undefined) count++;
  }
  return count;
}
