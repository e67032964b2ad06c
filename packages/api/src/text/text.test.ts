import { describe, expect, it } from 'vitest';
import { byteLength } from './byte-length.js';
import { formatNumber } from './format-number.js';
import { formatValue } from './format-value.js';
import { marshalJson } from './marshal-json.js';
import { quote } from './quote.js';

describe('text as Go writes it', () => {
  it.each([
    ['plain', '"plain"'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ['\n\t\x00\x7f', '"\\n\\t\\x00\\x7f"'],
    ['é 漢 😀', '"é 漢 😀"'],
    ['\u00a0\u200b\u2028', '"\\u00a0\\u200b\\u2028"'],
  ])('%%q of %j', (text, quoted) => expect(quote(text)).toBe(quoted));

  it.each([
    [3, '3'],
    [-0.5, '-0.5'],
    [12345678901, '12345678901'],
    [1e30, '1e+30'],
    [1000000.5, '1.0000005e+06'],
    [0.00001, '1e-05'],
  ])('%%v of %d', (value, text) => expect(formatNumber(value)).toBe(text));

  it.each([
    [{ b: [1, 'x'], a: null }, 'map[a:<nil> b:[1 x]]'],
    [true, 'true'],
  ])('%%v of %j', (value, text) => expect(formatValue(value)).toBe(text));

  it('marshals JSON with sorted fields and escaped markup', () => {
    expect(marshalJson({ b: '<&>', a: [{ d: 1, c: 2 }] })).toBe('{"a":[{"c":2,"d":1}],"b":"\\u003c\\u0026\\u003e"}');
  });

  it('counts bytes', () => {
    expect(['', 'a', 'é', '漢', '😀'].map(byteLength)).toEqual([0, 1, 2, 3, 4]);
  });
});
