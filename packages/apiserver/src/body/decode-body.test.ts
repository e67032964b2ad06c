import { jsonSyntaxError } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { countJson } from './count-json.js';
import { decodeJson, maxValues } from './decode-json.js';
import { decodeYaml } from './decode-yaml.js';

describe('decodeJson', () => {
  it.each([
    ['{"a":1,"b":{"a":[{"c":":{"}]}}', []],
    ['{"a":1,"a":2}', ['a']],
    [
      '{"spec":{"replicas":1,"x":[{"name":"a"},{"name":"b","name":"c"}],"replicas":2}}',
      ['spec.x[1].name', 'spec.replicas'],
    ],
    ['{"a":"\\"","a":null}', ['a']],
  ])('%s', (text, duplicates) => {
    const decoded = decodeJson(Buffer.from(text));
    expect(decoded.value).toEqual(JSON.parse(text));
    expect(decoded.duplicates).toEqual(duplicates.map((path) => `duplicate field "${path}"`));
  });

  it('keeps __proto__ a name like any other', () => {
    const { value } = decodeJson(Buffer.from('{"__proto__":{"polluted":true}}'));
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each(['[]', '0', '{}', '"a"'])('counts %s as a value', (value) => {
    const list = (count: number) => Buffer.from(`[${`${value},`.repeat(count - 1)}${value}]`);
    expect(() => decodeJson(list(maxValues + 1))).toThrow(`limit is ${maxValues} values`);
    expect(decodeJson(list(maxValues / 2 - 1)).value).toHaveLength(maxValues / 2 - 1);
  });

  it('does not follow without end', () => {
    expect(() => decodeJson(Buffer.from('['.repeat(10_000) + ']'.repeat(10_000)))).toThrow(
      "invalid character '[' exceeded max depth",
    );
  });
});

describe('countJson', () => {
  it('counts keys, values and depth outside of strings', () => {
    expect(countJson(Buffer.from('{"a":[[{"b":1}]]}'), 3).tooDeep).toBe('{');
    expect(countJson(Buffer.from('{"a:b":{"c":[1,{"d":"}:{"}]}}'), 4)).toEqual({ keys: 3, values: 6 });
  });
});

/** The texts are those of Go's encoding/json. */
describe('jsonSyntaxError', () => {
  it.each([
    ['', 'unexpected end of JSON input'],
    ['{', 'unexpected end of JSON input'],
    ['{"a":1', 'unexpected end of JSON input'],
    ['x', "invalid character 'x' looking for beginning of value"],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b":2}', `invalid character '"' after object key:value pair`],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['[1 2]', "invalid character '2' after array element"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['{} {}', "invalid character '{' after top-level value"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"\\u00g0"', "invalid character 'g' in \\u hexadecimal character escape"],
    ['trup', "invalid character 'p' in literal true (expecting 'e')"],
    ['-', 'unexpected end of JSON input'],
    ['-a', "invalid character 'a' in numeric literal"],
    ['1.x', "invalid character 'x' after decimal point in numeric literal"],
    ['01', "invalid character '1' after top-level value"],
  ])('%j', (text, message) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(jsonSyntaxError(text)).toBe(message);
  });
});

describe('decodeYaml', () => {
  it.each([
    ['---\na: 1\nb: [x, z]\n', { a: 1, b: ['x', 'z'] }],
    ['a: 2026-01-01T00:00:00Z\n', { a: '2026-01-01T00:00:00Z' }],
    ['a: yes\nb: "yes"\n', { a: true, b: 'yes' }],
    ['a: &x {b: 1}\nc: *x\n', { a: { b: 1 }, c: { b: 1 } }],
    ['a: 1\n---\na: 2\n', { a: 1 }],
    ['{"a": {"b": [1]}}', { a: { b: [1] } }],
    ['a: 0644\n', { a: 420 }],
  ])('%j', async (text, value) => {
    expect((await decodeYaml(Buffer.from(text))).value).toEqual(value);
  });

  it('tells of keys that occur twice, wherever they are', async () => {
    expect(await decodeYaml(Buffer.from('x:\n  - a: 1\n    a: 2\n    a: 3\n'))).toEqual({
      value: { x: [{ a: 3 }] },
      duplicates: [
        'yaml: unmarshal errors:\n  line 3: key "a" already set in map\n  line 4: key "a" already set in map',
      ],
    });
    expect((await decodeYaml(Buffer.from('{"a":1,"a":2}'))).duplicates).toEqual([
      'yaml: unmarshal errors:\n  line 1: key "a" already set in map',
    ]);
  });

  it('reads mappings with many keys', async () => {
    const text = Array.from({ length: 40_000 }, (_, index) => `k${index}: x\n`).join('');
    const { value } = await decodeYaml(Buffer.from(text));
    expect(Object.keys(value as object)).toHaveLength(40_000);
  });

  it.each([
    ['a: [', "yaml: did not find expected ',' or ']'"],
    ['a: b: c', 'yaml: mapping values are not allowed in this context'],
    ['a: v1\n\tb: 1', 'yaml: line 2: found a tab character that violates indentation'],
    ['[a]: 1', 'yaml: invalid map key'],
  ])('refuses %j', async (text, message) => {
    await expect(decodeYaml(Buffer.from(text))).rejects.toThrow(message);
  });

  it.each([
    ['keys in keys', '? '.repeat(300)],
    ['lists in lists', '- '.repeat(10_000)],
    ['lists in brackets', '['.repeat(100_000)],
    ['mappings in braces', '{a: '.repeat(50_000)],
    ['aliases of aliases', aliases(9)],
    ['aliases without end', 'a: &a [*a]'],
  ])('survives %s, and reads what comes next', async (_name, text) => {
    const [refused, next] = await Promise.allSettled([
      decodeYaml(Buffer.from(text)),
      decodeYaml(Buffer.from('a: 1\n')),
    ]);
    expect(refused).toMatchObject({ status: 'rejected', reason: { name: 'SyntaxProblem' } });
    expect(next).toMatchObject({ status: 'fulfilled', value: { value: { a: 1 } } });
  });
});

/** A billion laughs: each list is nine times the one before it. */
function aliases(levels: number): string {
  const lines = Array.from(
    { length: levels },
    (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(9)}]`,
  );
  return ['l0: &l0 lol', ...lines].join('\n');
}
