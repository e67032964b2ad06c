import { CelRuntimeError } from '../cel-error.js';
import { declare, type Library } from '../functions.js';
import { floorDivide } from '../times.js';
import type { Duration, Timestamp } from '../values.js';

type Part = (local: Date) => number;

const parts: Readonly<Record<string, Part>> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDate: (date) => date.getUTCDate(),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDayOfWeek: (date) => date.getUTCDay(),
  getDayOfYear: (date) =>
    (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0)) /
    86_400_000,
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (date) => date.getUTCMilliseconds(),
};

const nanos = { getHours: 3_600_000_000_000n, getMinutes: 60_000_000_000n, getSeconds: 1_000_000_000n };

/** The parts of times and durations. */
export const timeParts: Library = [
  ...Object.entries(parts).flatMap(([name, part]) => [
    declare(`timestamp_to_${name}`, `timestamp.${name}() -> int`, (time: Timestamp) =>
      BigInt(part(localTime(time, 'UTC'))),
    ),
    declare(`timestamp_to_${name}_with_tz`, `timestamp.${name}(string) -> int`, (time: Timestamp, zone: string) =>
      BigInt(part(localTime(time, zone))),
    ),
  ]),
  ...Object.entries(nanos).map(([name, size]) =>
    declare(`duration_to_${name}`, `duration.${name}() -> int`, (value: Duration) => value.nanos / size),
  ),
  declare(
    'duration_to_milliseconds',
    'duration.getMilliseconds() -> int',
    (value: Duration) => (value.nanos / 1_000_000n) % 1000n,
  ),
];

/** A date whose UTC parts are those of the time in the zone: `UTC`, `Europe/Berlin`, `+02:00`. */
function localTime(time: Timestamp, zone: string): Date {
  const date = new Date(Number(floorDivide(time.nanos, 1_000_000n)));
  if (zone === 'UTC' || zone === '') return date;
  const [, sign, hours, minutes] = /^([+-]?)(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (hours !== undefined) {
    const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
    return new Date(date.getTime() + (sign === '-' ? -offset : offset));
  }
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      ...({ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' } as const),
      ...({ hour: 'numeric', minute: 'numeric', second: 'numeric', fractionalSecondDigits: 3 } as const),
    });
    const found = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, fractionalSecond = 0 } = found;
    return new Date(Date.UTC(year, month - 1, day, hour, minute, second, fractionalSecond));
  } catch {
    throw new CelRuntimeError(`unknown time zone ${zone}`);
  }
}
