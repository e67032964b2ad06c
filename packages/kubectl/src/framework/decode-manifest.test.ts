import { describe, expect, it } from 'vitest';
import { decodeManifest } from './decode-manifest.js';
import { decodeText } from './decode-text.js';

/** The values of a text, and what is said of the rest. */
async function decode(text: string): Promise<{ values: unknown[]; problem?: string }> {
  const values: unknown[] = [];
  try {
    for await (const value of decodeManifest(text)) values.push(value);
    return { values };
  } catch (error) {
    return { values, problem: (error as Error).message };
  }
}

describe('the values of a manifest', () => {
  it.each<[string, string, unknown[]]>([
    ['JSON', '{"a":1}', [{ a: 1 }]],
    ['JSON values on lines of their own', '{"a":1}\n{"b":"}\\""}\n', [{ a: 1 }, { b: '}"' }]],
    ['JSON values without anything between', '{"a":{}}{"b":[]}', [{ a: {} }, { b: [] }]],
    ['JSON, then YAML', '{"a":1}\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['YAML in flow style', '{a: b, c: [d]}', [{ a: 'b', c: ['d'] }]],
    ['documents, with empty ones', '---\n# nothing\n---\na: 1\n--- # two\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['what stands before the end of a document', 'a: 1\n...\nb: 2\n', [{ a: 1 }]],
    ['octal numbers of both kinds', 'a: 0o440\nb: 0440\nc: -0o17\n', [{ a: 288, b: 288, c: -15 }]],
    [
      'booleans of YAML 1.1, no dates, no base 60',
      'a: on\nb: 2001-01-01\nc: 1:30\nd: .\n',
      [{ a: true, b: '2001-01-01', c: '1:30', d: '.' }],
    ],
    ['keys that are numbers', '1: a\n1.5: b\ntrue: c\n', [{ 1: 'a', 1.5: 'b', true: 'c' }]],
    ['the text that base64 stands for', 'a: !!binary aGVsbG8=\n', [{ a: 'hello' }]],
    ['the last of equal keys', 'a: 1\na: 2\n', [{ a: 2 }]],
    ['merged maps', 'x: &x {a: 1}\nz: {<<: *x, b: 2}\n', [{ x: { a: 1 }, z: { a: 1, b: 2 } }]],
  ])('%s', async (_, text, values) => {
    expect(await decode(text)).toEqual({ values });
  });
});

describe('a mistake in a manifest is said as kubectl says it', () => {
  const yaml = (text: string) => `error converting YAML to JSON: yaml: ${text}`;

  it.each<[string, string]>([
    ['a: {b: [c\n', yaml("did not find expected ',' or ']'")],
    ['x: 1\na: {b: c\n', yaml("line 2: did not find expected ',' or '}'")],
    ['a:\n\tb: c\n', yaml('line 2: found character that cannot start any token')],
    ['a:\n  b: c\n\td: e\n', yaml('line 3: found a tab character that violates indentation')],
    ['a: b: c\n', yaml('mapping values are not allowed in this context')],
    ['x: 1\na: "\\q"\n', yaml('line 2: found unknown escape character')],
    ['x: 1\np: "C:\\Users"\n', yaml('line 2: did not find expected hexdecimal number')],
    ['x: 1\na: "b\n', yaml('line 3: found unexpected end of stream')],
    ['a: *nope\n', yaml("unknown anchor 'nope' referenced")],
    ['a: @b\n', yaml('found character that cannot start any token')],
    ['a: "\u0007"\n', yaml('control characters are not allowed')],
    ['a: "\u007f"\n', yaml('control characters are not allowed')],
    ["a: !!binary '*'\n", yaml('!!binary value contains invalid base64 data')],
    ['a: !!int x\n', yaml('cannot decode !!str `x` as a !!int')],
    ['<<: x\na: b\n', yaml('map merge requires map or sequence of maps as the value')],
    ['? [a]\n: b\n', yaml('invalid map key: []interface {}{"a"}')],
    ['null: a\n', 'error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: "a"'],
    ['a: .inf\n', 'error converting YAML to JSON: json: unsupported value: +Inf'],
    ['a: 1\n--- b\n', 'invalid Yaml document separator: b'],
    ['{"a":"1" "b":"2"}', `json: offset 10: invalid character '"' after object key:value pair`],
    ['{"a":"\u0007"}', "json: offset 7: invalid character '\\a' in string literal"],
  ])('%j', async (text, problem) => {
    expect((await decode(text)).problem).toBe(problem);
  });

  it.each<[string, string]>([
    ['{"a":1}\n{"b"', 'unexpected EOF'],
    ['{"a":1} x', "json: offset 9: invalid character 'x' looking for beginning of value"],
    ['a: 1\n---\nx: 1\na: b: c\n', yaml('line 2: mapping values are not allowed in this context')],
  ])('after what stands before it: %j', async (text, problem) => {
    expect(await decode(text)).toEqual({ values: [{ a: 1 }], problem });
  });
});

describe('the bytes of a manifest', () => {
  const text = 'a: é\n';
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');

  it.each<[string, Uint8Array]>([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, the low byte first', utf16],
    ['UTF-16, the high byte first', Buffer.from(utf16).swap16()],
  ])('are %s', (_, bytes) => {
    expect(decodeText(bytes)).toBe(text);
  });
});
