import { quote } from '../text/quote.js';

const wholeSeconds = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\dZ$/;
const microseconds = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d\.\d{6}Z$/;

/** `2006-01-02T15:04:05Z07:00`, Go's name for RFC 3339, in pieces; a piece is checked by the reader beside it. */
const timeLayout: readonly (readonly [string, Reader])[] = [
  ['2006', number(4)],
  ['-', literal],
  ['01', number(2, { name: 'month', from: 1, to: 12 })],
  ['-', literal],
  ['02', number(2)],
  ['T', literal],
  ['15', hour],
  [':', literal],
  ['04', number(2, { name: 'minute', from: 0, to: 59 })],
  [':', literal],
  ['05', seconds],
  ['Z07:00', zone],
];

const microTimeLayout = [
  ...timeLayout.slice(0, -2),
  ['05', number(2, { name: 'second', from: 0, to: 59 })],
  ['.000000', fraction],
  ['Z07:00', zone],
] as const;

/** Reads a piece at the start of `rest` and returns what follows it; undefined: the piece is not there. */
type Reader = (rest: string, piece: string) => string | undefined;

/** Why a text is not a time, in the words of Go's `time.ParseError`. */
export class TimeError extends Error {}

/** `text` as `metav1.Time` stores it, `2024-05-01T12:00:00Z`; throws a {@link TimeError}. */
export function canonicalTime(text: string): string {
  if (wholeSeconds.test(text) && !Number.isNaN(Date.parse(text)) && dayExists(text)) return text;
  check(text, timeLayout);
  return `${toUtc(text).slice(0, 19)}Z`;
}

/** `text` as `metav1.MicroTime` stores it, `2024-05-01T12:00:00.000000Z`; throws a {@link TimeError}. */
export function canonicalMicroTime(text: string): string {
  if (microseconds.test(text) && !Number.isNaN(Date.parse(text)) && dayExists(text)) return text;
  check(text, microTimeLayout);
  return `${toUtc(text).slice(0, 19)}.${text.slice(20, 26)}Z`;
}

function check(text: string, layout: readonly (readonly [string, Reader])[]): void {
  const layoutText = layout.map(([piece]) => piece).join('');
  let rest = text;
  for (const [piece, read] of layout) {
    let next: string | undefined;
    try {
      next = read(rest, piece);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new TimeError(`parsing time ${quote(text)}: ${error.message} out of range`);
    }
    if (next === undefined) {
      throw new TimeError(
        `parsing time ${quote(text)} as ${quote(layoutText)}: cannot parse ${quote(rest)} as ${quote(piece)}`,
      );
    }
    rest = next;
  }
  if (rest !== '') throw new TimeError(`parsing time ${quote(text)}: extra text: ${quote(rest)}`);
  if (!dayExists(text)) throw new TimeError(`parsing time ${quote(text)}: day out of range`);
}

function literal(rest: string, piece: string): string | undefined {
  return rest.startsWith(piece) ? rest.slice(piece.length) : undefined;
}

function number(digits: number, range?: { name: string; from: number; to: number }): Reader {
  const pattern = new RegExp(`^\\d{${digits}}`);
  return (rest) => {
    if (!pattern.test(rest)) return undefined;
    const value = Number(rest.slice(0, digits));
    if (range !== undefined && (value < range.from || value > range.to)) throw new RangeError(range.name);
    return rest.slice(digits);
  };
}

/** Go takes hours of one digit. */
function hour(rest: string): string | undefined {
  const digits = rest.match(/^\d\d?/)?.[0];
  if (digits === undefined) return undefined;
  if (Number(digits) > 23) throw new RangeError('hour');
  return rest.slice(digits.length);
}

/** Go takes any number of fractional digits where the layout has none. */
function seconds(rest: string): string | undefined {
  const next = number(2, { name: 'second', from: 0, to: 59 })(rest, '05');
  return next?.replace(/^[.,]\d+/, '');
}

function fraction(rest: string): string | undefined {
  return /^[.,]\d{6}/.test(rest) ? rest.slice(7) : undefined;
}

function zone(rest: string): string | undefined {
  if (rest.startsWith('Z')) return rest.slice(1);
  const match = rest.match(/^[+-](\d\d):(\d\d)/);
  if (match === null) return undefined;
  if (Number(match[1]) > 24) throw new RangeError('time zone offset hour');
  if (Number(match[2]) > 60) throw new RangeError('time zone offset minute');
  return rest.slice(6);
}

/** JavaScript's dates roll over where a month is too short. */
function dayExists(text: string): boolean {
  const [year, month, day] = [text.slice(0, 4), text.slice(5, 7), text.slice(8, 10)].map(Number) as [
    number,
    number,
    number,
  ];
  const leapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

/** Offsets are subtracted here: JavaScript does not take those of a whole day, which Go does. */
function toUtc(text: string): string {
  const [, date = '', time = '', sign, hours = '0', minutes = '0'] =
    text.match(/^(.{10})T(\d\d?:\d\d:\d\d).*?(?:Z|([+-])(\d\d):(\d\d))$/) ?? [];
  const local = Date.parse(`${date}T${time.padStart(8, '0')}Z`);
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const utc = new Date(sign === '-' ? local + offset : local - offset);
  if (utc.getUTCFullYear() < 0 || utc.getUTCFullYear() > 9999) {
    throw new TimeError(`parsing time ${quote(text)}: year outside of range [0,9999]`);
  }
  return utc.toISOString();
}
