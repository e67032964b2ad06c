import { describe, expect, it } from 'vitest';
import { countJsonKeys } from './count-json-keys.js';
import { decodeJson } from './decode-body.js';
import { decodeYaml } from './decode-yaml.js';
import { jsonSyntaxError } from './json-syntax-error.js';

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
    expect(decoded.duplicates).toEqual(duplicates);
  });

  it('keeps __proto__ a name like any other', () => {
    const { value } = decodeJson(Buffer.from('{"__proto__":{"polluted":true}}'));
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('does not follow without end', () => {
    expect(() => decodeJson(Buffer.from('['.repeat(10_000) + ']'.repeat(10_000)))).toThrow('exceeded max depth');
  });
});

describe('countJsonKeys', () => {
  it('counts keys and depth outside of strings', () => {
    expect(countJsonKeys(Buffer.from('{"a:b":{"c":[1,{"d":"}:{"}]}}'))).toEqual({ keys: 3, depth: 4 });
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
  ])('%j', (text, value) => {
    expect(decodeYaml(text).value).toEqual(value);
  });

  it('refuses keys that occur twice, wherever they are', () => {
    const message = 'yaml: unmarshal errors:\n  line 3: key "a" already set in map';
    expect(() => decodeYaml('x:\n  - a: 1\n    a: 2\n')).toThrow(message);
  });

  it('reads mappings with many keys', () => {
    const text = Array.from({ length: 50_000 }, (_, index) => `k${index}: x\n`).join('');
    expect(Object.keys(decodeYaml(text).value as object)).toHaveLength(50_000);
  });

  it.each(['a: [', 'a: b: c', '\ta: 1'])('refuses %j', (text) => {
    expect(() => decodeYaml(text)).toThrow(/^error converting YAML to JSON: yaml: /);
  });
});
