import { describe, expect, it } from 'vitest';
import { formatYaml, yamlPieces } from './write-yaml.js';

describe('formatYaml', () => {
  it.each([
    ['a', 'a'],
    ['', '""'],
    ['y', '"y"'],
    ['No', '"No"'],
    ['true', '"true"'],
    ['null', '"null"'],
    ['~', '"~"'],
    ['123', '"123"'],
    ['1e3', '"1e3"'],
    ['1e1000', '1e1000'],
    ['0x1f', '"0x1f"'],
    ['0o8', '0o8'],
    ['1:30', '"1:30"'],
    ['2020-01-01', '"2020-01-01"'],
    ['2020-13-01', '2020-13-01'],
    ['2020-01-01T00:00:00Z', '"2020-01-01T00:00:00Z"'],
    ['1.2.3', '1.2.3'],
    ['a: b', "'a: b'"],
    ['a:b', 'a:b'],
    ['a #b', "'a #b'"],
    ['*a', "'*a'"],
    ['-', "'-'"],
    ['-a', '-a'],
    [' a', "' a'"],
    ["it's", "it's"],
    ["'a'", "'''a'''"],
    ['a\tb', '"a\\tb"'],
    ['a\r\nb', '"a\\r\\nb"'],
    ['😀', '"\\U0001F600"'],
    ['é日本', 'é日本'],
    ['a\nb', '|-\n  a\n  b'],
    ['a\nb\n', '|\n  a\n  b'],
    ['a\n\n', '|+\n  a\n'],
    [' a\nb', '|2-\n   a\n  b'],
    ['a \nb', '"a \\nb"'],
    ['a\tb\nc', '"a\\tb\\nc"'],
  ])('writes %j as Go does', (text, written) => {
    expect(formatYaml({ k: text })).toBe(`k: ${written}\n`);
  });

  it('puts lists flush with their key, and keys in natural order', () => {
    const value = { z: [{ b: 1, a: [[1, 2], []] }, 'x'], a10: {}, a2: null };
    expect(formatYaml(value)).toBe('a2: null\na10: {}\nz:\n- a:\n  - - 1\n    - 2\n  - []\n  b: 1\n- x\n');
  });

  it('comes in pieces of a field or an item each', () => {
    const data = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, `${index}`]));
    expect([...yamlPieces({ data, list: [1, 2] })]).toHaveLength(100 + 2 + 1);
  });

  it.each([
    [null, 'null\n'],
    ['a', 'a\n'],
    [[], '[]\n'],
    [{}, '{}\n'],
    [{ a: undefined }, '{}\n'],
    [[['a']], '- - a\n'],
    [[{ a: {}, b: [{}] }], '- a: {}\n  b:\n  - {}\n'],
  ])('writes %j', (value, written) => {
    expect(formatYaml(value)).toBe(written);
  });

  it('breaks long lines at the first space after the eightieth column', () => {
    const words = 'aaaaaaaaa '.repeat(10).trim();
    expect(formatYaml({ k: words })).toBe(`k: ${'aaaaaaaaa '.repeat(8).trim()}\n  ${'aaaaaaaaa '.repeat(2).trim()}\n`);
  });
});
