const formats = new Map<string, Intl.DateTimeFormat>();

/** A time of day and its date in some time zone; months and days count from 1, days of the week from 0, Sunday. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
}

/** Whether there is a time zone of that name (`Europe/Berlin`), written as it is written there. */
export function isTimeZone(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

/** The time zone of this machine. */
export function localTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** What clocks in `timeZone` show; `time` in milliseconds since 1970. */
export function localTimeAt(time: number, timeZone: string): LocalTime {
  const shown = new Date(time + offsetAt(time, timeZone));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    weekday: shown.getUTCDay(),
  };
}

/**
 * When clocks in `timeZone` show a time, in milliseconds since 1970; months and days beyond their bounds are carried over.
 * Of a time that is shown twice or not at all, what Go's `time.Date` makes of it.
 */
export function timeOfLocal(
  {
    year,
    month,
    day,
    hour = 0,
    minute = 0,
    second = 0,
  }: Pick<LocalTime, 'year' | 'month' | 'day'> & Partial<LocalTime>,
  timeZone: string,
): number {
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  const offset = offsetAt(shown, timeZone);
  return shown - offsetAt(shown - offset, timeZone);
}

/** How far clocks in `timeZone` are ahead of UTC, in milliseconds. */
export function offsetAt(time: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1_000) * 1_000;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const number = 'numeric';
    format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, hourCycle: 'h23', era: undefined },
      ...{ year: number, month: number, day: number, hour: number, minute: number, second: number },
    });
    formats.set(timeZone, format);
  }
  return format;
}
