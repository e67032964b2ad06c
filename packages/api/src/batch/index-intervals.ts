import { quote } from '../text/quote.js';

/** Indexes from `first` to `last`. */
export interface IndexInterval {
  readonly first: number;
  readonly last: number;
}

/**
 * Indexes of a Job as its spec and its status list them (`1,3-5,7`): increasing, and below `completions`. Throws an Error
 * in upstream's words.
 */
export function parseIndexes(text: string, completions: number): IndexInterval[] {
  if (text === '') return [];
  const intervals: IndexInterval[] = [];
  for (const part of text.split(',')) {
    const interval = parseInterval(part, completions);
    const before = intervals.at(-1);
    if (before !== undefined && before.last >= interval.first) throw notIncreasing(before.last, interval.first);
    intervals.push(interval);
  }
  return intervals;
}

function parseInterval(part: string, completions: number): IndexInterval {
  const [first = '', last, ...more] = part.split('-');
  if (more.length > 0) {
    throw new Error(
      `the fragment ${quote(part)} violates the requirement that an index interval can have at most two parts separated by '-'`,
    );
  }
  const interval = { first: parseIndex(first, completions), last: parseIndex(last ?? first, completions) };
  if (last !== undefined && interval.first >= interval.last) throw notIncreasing(interval.first, interval.last);
  return interval;
}

function parseIndex(text: string, completions: number): number {
  if (!/^[+-]?\d+$/.test(text)) throw new Error(`cannot convert string to integer for index: ${quote(text)}`);
  const index = Number(text);
  if (index >= completions) throw new Error(`too large index: ${quote(text)}`);
  return index;
}

function notIncreasing(previous: number, current: number): Error {
  return new Error(`non-increasing order, previous: ${previous}, current: ${current}`);
}

/** How many indexes there are. */
export function countIndexes(intervals: readonly IndexInterval[]): number {
  return intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** Every single index. */
export function* eachIndex(intervals: readonly IndexInterval[]): Generator<number> {
  for (const { first, last } of intervals) for (let index = first; index <= last; index++) yield index;
}

/** Indexes in any order as a list of intervals; each once. */
export function formatIndexes(indexes: Iterable<number>): string {
  const intervals: { first: number; last: number }[] = [];
  for (const index of [...new Set(indexes)].sort((a, b) => a - b)) {
    const before = intervals.at(-1);
    if (before?.last === index - 1) before.last = index;
    else intervals.push({ first: index, last: index });
  }
  return intervals.map(formatInterval).join(',');
}

/** Two indexes in a row are listed one by one, as upstream has it. */
function formatInterval({ first, last }: IndexInterval): string {
  if (first === last) return String(first);
  return last === first + 1 ? `${first},${last}` : `${first}-${last}`;
}
