import { describe, expect, it } from 'vitest';
import { nextTime } from './next-time.js';
import { parseSchedule } from './parse-schedule.js';
import { isTimeZone } from './time-zone.js';

const minute = 60_000;

describe('a schedule', () => {
  it.each([
    ['', 'empty spec string'],
    ['every day', 'expected exactly 5 fields, found 2: [every day]'],
    ['* * * * * *', 'expected exactly 5 fields, found 6: [* * * * * *]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['* * * 13 *', 'end of range (13) above maximum (12): 13'],
    ['* * * * 7', 'end of range (7) above maximum (6): 7'],
    ['30-10 * * * *', 'beginning of range (30) beyond end of range (10): 30-10'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['@fortnightly', 'unrecognized descriptor: @fortnightly'],
    ['@every x', 'failed to parse duration @every x: time: invalid duration "x"'],
    ['TZ=Mars/Base 0 0 * * *', 'provided bad location Mars/Base: unknown time zone Mars/Base'],
  ])('is not %j', (text, message) => expect(() => parseSchedule(text)).toThrow(message));

  it.each([
    ['*/15 * * * *', '2026-01-01T00:00:00Z', ['2026-01-01T00:15:00Z', '2026-01-01T00:30:00Z']],
    ['5/20 * * * *', '2026-01-01T00:00:30Z', ['2026-01-01T00:05:00Z', '2026-01-01T00:25:00Z', '2026-01-01T00:45:00Z']],
    ['@hourly', '2026-01-01T00:59:59Z', ['2026-01-01T01:00:00Z', '2026-01-01T02:00:00Z']],
    ['0 9 * * mon-fri', '2026-01-02T10:00:00Z', ['2026-01-05T09:00:00Z', '2026-01-06T09:00:00Z']],
    ['0 0 13 * fri', '2026-02-01T00:00:00Z', ['2026-02-06T00:00:00Z', '2026-02-13T00:00:00Z', '2026-02-20T00:00:00Z']],
    ['0 0 29 2 *', '2026-01-01T00:00:00Z', ['2028-02-29T00:00:00Z']],
    ['@yearly', '2026-06-01T00:00:00Z', ['2027-01-01T00:00:00Z', '2028-01-01T00:00:00Z']],
    ['@every 90s', '2026-01-01T00:00:00.500Z', ['2026-01-01T00:01:30Z', '2026-01-01T00:03:00Z']],
    ['0 0 31 2 *', '2026-01-01T00:00:00Z', [undefined]],
  ])('%j goes on', (text, start, times) => {
    expect(following(text, start, 'UTC', times.length)).toEqual(times);
  });
});

describe('clocks of time zones', () => {
  it.each([
    // In spring, 02:30 does not come on the day on which clocks skip it.
    ['30 2 * * *', '2026-03-28T00:00:00Z', ['2026-03-28T01:30:00Z', '2026-03-30T00:30:00Z']],
    ['0 3 * * *', '2026-03-29T00:00:00Z', ['2026-03-29T01:00:00Z', '2026-03-30T01:00:00Z']],
    // In autumn, 02:30 is shown twice.
    ['30 2 * * *', '2026-10-24T12:00:00Z', ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-26T01:30:00Z']],
    ['0 0 * * *', '2026-03-28T23:30:00Z', ['2026-03-29T22:00:00Z', '2026-03-30T22:00:00Z']],
  ])('%j in Berlin', (text, start, times) => {
    expect(following(text, start, 'Europe/Berlin', times.length)).toEqual(times);
  });

  it('may be half an hour off, and skip midnight', () => {
    expect(following('0 0 * * *', '2026-01-01T00:00:00Z', 'Asia/Kolkata', 1)).toEqual(['2026-01-01T18:30:00Z']);
    // Clocks in Santiago go from 23:59:59 to 01:00.
    expect(following('0 1 * * *', '2026-09-05T12:00:00Z', 'America/Santiago', 2)).toEqual([
      '2026-09-06T04:00:00Z',
      '2026-09-07T04:00:00Z',
    ]);
  });

  it('are those that the schedule names', () => {
    expect(following('TZ=Asia/Tokyo 0 9 * * *', '2026-01-01T00:00:01Z', 'UTC', 1)).toEqual(['2026-01-02T00:00:00Z']);
  });

  it.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['Etc/UTC', true],
    ['europe/berlin', false],
    ['Mars/Base', false],
    ['', false],
  ])('%j: %s', (name, exists) => expect(isTimeZone(name)).toBe(exists));
});

it('never goes back, and never skips a minute of every minute', () => {
  const schedule = parseSchedule('* * * * *');
  for (const start of ['2026-03-29T00:55:30Z', '2026-10-25T00:55:30Z', '2026-12-31T22:58:00Z']) {
    let time = Date.parse(start);
    for (let count = 0; count < 20; count++) {
      const next = nextTime(schedule, time, 'Europe/Berlin') ?? Number.NaN;
      expect(next).toBe(time - (time % minute) + minute);
      time = next;
    }
  }
});

function following(text: string, start: string, timeZone: string, count: number): (string | undefined)[] {
  const schedule = parseSchedule(text);
  const times: (string | undefined)[] = [];
  let time: number | undefined = Date.parse(start);
  while (times.length < count && time !== undefined) {
    time = nextTime(schedule, time, timeZone);
    times.push(time === undefined ? undefined : new Date(time).toISOString().replace('.000', ''));
  }
  return times;
}
