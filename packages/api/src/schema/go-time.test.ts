import { describe, expect, it } from 'vitest';
import { canonicalMicroTime, canonicalTime } from './go-time.js';

const layout = '2006-01-02T15:04:05Z07:00';
const microLayout = '2006-01-02T15:04:05.000000Z07:00';

describe('canonicalTime', () => {
  it.each([
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00Z'],
    ['2024-01-01T00:30:00+01:00', '2023-12-31T23:30:00Z'],
    ['2024-01-01T00:00:00.999999999Z', '2024-01-01T00:00:00Z'],
    ['2024-01-01T5:00:00Z', '2024-01-01T05:00:00Z'],
    ['2024-01-02T00:00:00+24:00', '2024-01-01T00:00:00Z'],
    ['2024-01-01T00:00:00,5-00:30', '2024-01-01T00:30:00Z'],
  ])('%s is %s', (text, expected) => expect(canonicalTime(text)).toBe(expected));

  it.each([
    ['', `parsing time "" as "${layout}": cannot parse "" as "2006"`],
    ['yesterday', `parsing time "yesterday" as "${layout}": cannot parse "yesterday" as "2006"`],
    ['2024-01-01', `parsing time "2024-01-01" as "${layout}": cannot parse "" as "T"`],
    ['2024-01-01 00:00:00Z', `parsing time "2024-01-01 00:00:00Z" as "${layout}": cannot parse " 00:00:00Z" as "T"`],
    ['2024-01-01T00:00:00', `parsing time "2024-01-01T00:00:00" as "${layout}": cannot parse "" as "Z07:00"`],
    ['2024-13-01T00:00:00Z', 'parsing time "2024-13-01T00:00:00Z": month out of range'],
    ['2023-02-29T00:00:00Z', 'parsing time "2023-02-29T00:00:00Z": day out of range'],
    ['2024-01-01T24:00:00Z', 'parsing time "2024-01-01T24:00:00Z": hour out of range'],
    ['2024-01-01T00:60:00Z', 'parsing time "2024-01-01T00:60:00Z": minute out of range'],
    ['9999-12-31T23:59:59-01:00', 'year outside of range [0,9999]'],
    ['2024-01-01T00:00:00Zx', 'parsing time "2024-01-01T00:00:00Zx": extra text: "x"'],
  ])('%j is no time', (text, message) => expect(() => canonicalTime(text)).toThrow(message));
});

describe('canonicalMicroTime', () => {
  it.each([
    ['2024-01-01T00:00:00.123456Z', '2024-01-01T00:00:00.123456Z'],
    ['2024-01-01T01:00:00.123456+01:00', '2024-01-01T00:00:00.123456Z'],
  ])('%s is %s', (text, expected) => expect(canonicalMicroTime(text)).toBe(expected));

  it('wants all six digits', () => {
    expect(() => canonicalMicroTime('2024-01-01T00:00:00Z')).toThrow(
      `parsing time "2024-01-01T00:00:00Z" as "${microLayout}": cannot parse "Z" as ".000000"`,
    );
  });
});
