import { quote } from '../text/quote.js';
import { parseDuration } from '../time/duration.js';
import { isTimeZone } from './time-zone.js';

/** When something recurs: by the clock, or after so many milliseconds. */
export type Schedule = ClockSchedule | { readonly every: number };

/** The minutes at which something happens: every one that all fields have. */
export interface ClockSchedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** Days of the month and of the week have to fit both; false: either. */
  readonly bothDays: boolean;
  /** The zone that the text names; absent: it names none. */
  readonly timeZone?: string;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const months = ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const bounds = {
  minute: { min: 0, max: 59 },
  hour: { min: 0, max: 23 },
  day: { min: 1, max: 31 },
  month: { min: 1, max: 12, names: months },
  weekday: { min: 0, max: 6, names: weekdays },
} satisfies Record<string, Bounds>;

const named: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/**
 * Parses a schedule as Kubernetes' cron library does (`ParseStandard` of robfig/cron): five fields, `@hourly` and the like,
 * `@every 1h30m`; `TZ=ZONE` before them. Throws an Error in its words.
 */
export function parseSchedule(text: string): Schedule {
  if (text === '') throw new Error('empty spec string');
  const zoned = /^(?:CRON_)?TZ=(\S*)\s*(.*)$/s.exec(text);
  if (zoned === null) return parseUnzoned(text);
  const [, timeZone = '', rest = ''] = zoned;
  if (!isTimeZone(timeZone)) throw new Error(`provided bad location ${timeZone}: unknown time zone ${timeZone}`);
  const schedule = parseUnzoned(rest.trim());
  return 'every' in schedule ? schedule : { ...schedule, timeZone };
}

function parseUnzoned(text: string): Schedule {
  if (!text.startsWith('@')) return parseFields(text);
  const every = /^@every (.*)$/s.exec(text)?.[1];
  if (every !== undefined) return { every: parseEvery(every) };
  const fields = Object.hasOwn(named, text) ? named[text] : undefined;
  if (fields === undefined) throw new Error(`unrecognized descriptor: ${text}`);
  return parseFields(fields);
}

/** Milliseconds: whole seconds, and at least one. */
function parseEvery(text: string): number {
  try {
    return Math.max(Math.floor(parseDuration(text) / 1_000), 1) * 1_000;
  } catch (error) {
    throw new Error(`failed to parse duration @every ${text}: ${(error as Error).message}`);
  }
}

function parseFields(text: string): ClockSchedule {
  const fields = text.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5) throw new Error(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  const parsed = {
    minutes: parseField(minute, bounds.minute).values,
    hours: parseField(hour, bounds.hour).values,
    day: parseField(day, bounds.day),
    months: parseField(month, bounds.month).values,
    weekday: parseField(weekday, bounds.weekday),
  };
  return {
    minutes: parsed.minutes,
    hours: parsed.hours,
    days: parsed.day.values,
    months: parsed.months,
    weekdays: parsed.weekday.values,
    bothDays: parsed.day.isStar || parsed.weekday.isStar,
  };
}

/** A list of ranges; `isStar`: one of them is everything. */
function parseField(text: string, bound: Bounds): { values: ReadonlySet<number>; isStar: boolean } {
  const values = new Set<number>();
  let isStar = false;
  for (const expression of text.split(',').filter((part) => part !== '')) {
    const range = parseRange(expression, bound);
    for (let value = range.start; value <= range.end; value += range.step) values.add(value);
    isStar ||= range.isStar;
  }
  return { values, isStar };
}

/** `*`, `3`, `3-7`, each with a step (`3/2` goes on to the end). */
function parseRange(expression: string, { min, max, names }: Bounds) {
  const [range = '', stepText, ...moreSteps] = expression.split('/');
  const [low = '', high, ...moreEnds] = range.split('-');
  const isAll = low === '*' || low === '?';
  if (!isAll && moreEnds.length > 0) throw new Error(`too many hyphens: ${expression}`);
  const start = isAll ? min : parseValue(low, names);
  let end = isAll ? max : high === undefined ? start : parseValue(high, names);
  if (moreSteps.length > 0) throw new Error(`too many slashes: ${expression}`);
  const step = stepText === undefined ? 1 : parseNumber(stepText);
  if (stepText !== undefined && high === undefined) end = max;
  if (start < min) throw new Error(`beginning of range (${start}) below minimum (${min}): ${expression}`);
  if (end > max) throw new Error(`end of range (${end}) above maximum (${max}): ${expression}`);
  if (start > end) throw new Error(`beginning of range (${start}) beyond end of range (${end}): ${expression}`);
  if (step === 0) throw new Error(`step of range should be a positive number: ${expression}`);
  return { start, end, step, isStar: isAll && step === 1 };
}

function parseValue(text: string, names: readonly string[] = []): number {
  const index = text === '' ? -1 : names.indexOf(text.toLowerCase());
  return index === -1 ? parseNumber(text) : index;
}

function parseNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) {
    throw new Error(`failed to parse int from ${text}: strconv.Atoi: parsing ${quote(text)}: invalid syntax`);
  }
  if (Number(text) < 0) throw new Error(`negative number (${Number(text)}) not allowed: ${text}`);
  return Number(text);
}
