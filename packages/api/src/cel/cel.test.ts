import { describe, expect, it } from 'vitest';
import { CelCostError } from './cel-error.js';
import { compileCel } from './environment.js';
import { dyn, int, listOf, mapOf, string, type Type } from './types.js';
import { CelObject, Duration, OptionalValue, Timestamp, TypeValue, Uint, type Value } from './values.js';

const variables = new Map<string, Type>([
  ['x', int],
  ['s', string],
  ['d', dyn],
  ['l', listOf(int)],
  ['m', mapOf(string, int)],
]);
const values: Record<string, Value> = { x: 5n, s: 'hello', d: 3n, l: [3n, 1n, 2n], m: new Map([['a', 1n]]) };

function evaluate(text: string): unknown {
  return plain(compileCel(text, variables).evaluate(values).value);
}

/** Values as tests write them: ints as numbers, doubles as texts of them, maps as objects. */
function plain(value: Value): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return `${value} double`;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inside]) => [plain(key), plain(inside)]));
  if (value instanceof Uint) return `${value.value}u`;
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof TypeValue) return value.name;
  if (value instanceof OptionalValue) return value.value === undefined ? 'none' : { some: plain(value.value) };
  if (value instanceof Timestamp || value instanceof Duration) return `${value.nanos}ns`;
  if (value instanceof CelObject) return value.typeName;
  return typeof value === 'object' && value !== null ? String(value) : value;
}

describe('values of expressions', () => {
  it.each<[string, unknown]>([
    // Literals and operators.
    ['1 + 2 * 3 - 4 / 2 % 3', 5],
    ['-x', -5],
    ['0x10 + 1', 17],
    ['1u + 2u', '3u'],
    ['1.5 + 2.5', '4 double'],
    ['"a" + \'b\' + r"\\n"', 'ab\\n'],
    ['"\\u00e9\\x41\\101\\n"', 'éAA\n'],
    ['"""a\nb"""', 'a\nb'],
    ["b'a\\xff'", [97, 255]],
    ['[1, 2] + [3]', [1, 2, 3]],
    ['{"a": 1, "b": 2}', { a: 1, b: 2 }],
    ['x > 3 && s.startsWith("he") || false', true],
    ['!(x == 5) ? "a" : "b"', 'b'],
    ['1 < 2.5 && 2u > 1 && 3.0 >= 3', true],
    ['x in l || 3 in l', true],
    ['"a" in m && !("b" in m)', true],
    ['m.a + m["a"] + l[0]', 5],
    ['type(x) == int && type(s) != int && type(type(x)) == type', true],
    ['// nothing\ntrue', true],
    // What decides, decides.
    ['false && 1 / 0 > 0', false],
    ['1 / 0 > 0 && false', false],
    ['true || 1 / 0 > 0', true],
    ['1 / 0 > 0 || true', true],
    ['l.exists(i, 1 / (i - 1) > 5 || i == 2)', true],
    ['l.all(i, 1 / (i - 1) > 5)', false],
    // Macros.
    ['has(m.a) && !has(m.b)', true],
    ['l.all(i, i > 0)', true],
    ['l.exists(i, i > 2)', true],
    ['l.exists_one(i, i > 2)', true],
    ['l.map(i, i * 2)', [6, 2, 4]],
    ['l.map(i, i > 1, i * 2)', [6, 4]],
    ['l.filter(i, i > 1)', [3, 2]],
    ['m.map(k, k)', ['a']],
    ['[[1, 2], [3]].map(a, a.map(b, b + x))', [[6, 7], [8]]],
    ['l.all(i, v, v > i - 3)', true],
    ['m.exists(k, v, k == "a" && v == 1)', true],
    ['l.existsOne(i, v, i == 0)', true],
    ['l.transformList(i, v, v * 10 + i)', [30, 11, 22]],
    ['l.transformList(i, v, i > 0, v)', [1, 2]],
    ['m.transformMap(k, v, v + 1)', { a: 2 }],
    ['m.transformMapEntry(k, v, {k + "b": v})', { ab: 1 }],
    // Conversions and times.
    ['int("42") + int(2.9) + int(3u)', 47],
    ['string(1) + string(true) + string(1.5) + string(b"x")', '1true1.5x'],
    ['double("1.5") + double(1)', '2.5 double'],
    ['uint(5)', '5u'],
    ['bytes("é").size()', 2],
    ['bool("true")', true],
    ['timestamp("2026-01-02T03:04:05.5Z").getMilliseconds()', 500],
    ['timestamp("2026-01-02T03:04:05Z").getHours("+02:00")', 5],
    ['timestamp("2026-03-01T00:00:00Z").getDayOfYear()', 59],
    ['timestamp("2026-01-02T00:00:00Z") - timestamp("2026-01-01T00:00:00Z") == duration("24h")', true],
    ['string(duration("1h30m"))', '5400s'],
    ['duration("90m") > duration("1h") && duration("90m").getHours() == 1', true],
    ['string(timestamp("2026-01-02T03:04:05Z") + duration("1s"))', '2026-01-02T03:04:06Z'],
    // Strings.
    ['size("aé𝄞") + "ab".size() + l.size() + m.size()', 9],
    ['"tacocat".charAt(3) + "hello".substring(1, 3) + "hello".substring(4)', 'oelo'],
    ['"hello".indexOf("l") + "hello".lastIndexOf("l") + "hello".indexOf("l", 3)', 8],
    ['["a", "b"].join() + ["a", "b"].join("-")', 'aba-b'],
    ['"A-b".lowerAscii() + "A-b".upperAscii() + " x ".trim()', 'a-bA-Bx'],
    ['"a.b.c".split(".")', ['a', 'b', 'c']],
    ['"a.b.c".split(".", 2)', ['a', 'b.c']],
    ['"aaa".replace("a", "b") + "aaa".replace("a", "b", 2)', 'bbbbba'],
    ['"%s %d %.2f %x %%".format(["a"]) == ""', new Error('index 1 out of range')],
    ['"%d%%".format([5])', '5%'],
    ['"%.1f|%e|%b|%o|%x".format([dyn(1.25), dyn(1.5), dyn(5), dyn(8), dyn(255)])', '1.3|1.500000e+00|101|10|ff'],
    ['strings.quote("a\\"b")', '"a\\"b"'],
    ['"abc".matches("^a.c$") && !matches("abc", "^b")', true],
    ['"a1b22".find("[0-9]+") + "a1b22".findAll("[0-9]+")[1]', '122'],
    // Lists and sets.
    ['l.isSorted() || [1, 2].isSorted()', true],
    ['l.sum() + l.max() - l.min()', 8],
    ['l.indexOf(2) + l.lastIndexOf(9)', 1],
    ['sets.contains(l, [1, 2]) && sets.equivalent([1, 1], [1]) && !sets.intersects(l, [9])', true],
    // Optionals.
    ['m.?b.orValue(7) + m.?a.orValue(7)', 8],
    ['m[?"b"].hasValue() || l[?9].hasValue()', false],
    ['optional.of(3).optMap(v, v + 1)', { some: 4 }],
    ['optional.none().or(optional.of(1)).value()', 1],
    ['optional.ofNonZeroValue("").hasValue()', false],
    ['[?m.?b, ?m.?a]', [1]],
    // Kubernetes' own.
    ['url("https://a.b:80/p%20q?x=1&x=2").getQuery()["x"]', ['1', '2']],
    ['url("https://[::1]:80/p").getHostname() + url("https://a.b:80/p").getPort()', '::180'],
    ['isURL("/a/b") && !isURL("a b") && !isURL("a/b")', true],
    ['ip("::1").isLoopback() && ip("10.0.0.1").family() == 4 && !isIP("1.2.3") && !isIP("01.2.3.4")', true],
    ['string(ip("2001:0db8:0:0::1")) + " " + string(ip.isCanonical("2001:db8::1"))', '2001:db8::1 true'],
    ['cidr("10.0.0.0/8").containsIP("10.1.2.3") && !cidr("10.0.0.0/8").containsCIDR("10.0.0.0/7")', true],
    ['string(cidr("10.1.2.3/8").masked()) + string(cidr("10.1.2.3/8").prefixLength())', '10.0.0.0/88'],
    ['quantity("1Gi").isGreaterThan(quantity("500Mi")) && quantity("1k") == quantity("1000")', true],
    ['quantity("1500m").add(quantity("500m")).asInteger() + quantity("5").sub(2).asInteger()', 5],
    ['quantity("-1").sign() == -1 && !isQuantity("1.5x") && !quantity("1500m").isInteger()', true],
    ['semver("1.2.3").compareTo(semver("1.10.0")) + semver("v1.2", true).minor()', 1],
    ['semver("1.0.0-alpha").isLessThan(semver("1.0.0")) && !isSemver("v1.0.0")', true],
    ['format.dns1123Label().validate("a-b").hasValue()', false],
    ['format.named("dns1123Label").value().validate("A").value().size()', 1],
    ['d + 1 == 4', true],
  ])('%s', (text, expected) => {
    if (expected instanceof Error) expect(() => evaluate(text)).toThrow(expected.message);
    else expect(evaluate(text)).toEqual(expected);
  });
});

describe('expressions that have no value', () => {
  it.each([
    ['1 / 0', 'division by zero'],
    ['1 % 0', 'modulus by zero'],
    ['9223372036854775807 + 1', 'integer overflow'],
    ['m["b"]', 'no such key: b'],
    ['m.b', 'no such key: b'],
    ['l[5]', 'index out of bounds: 5'],
    ['d.foo', 'no such overload'],
    ['d + "a"', 'no such overload'],
    ['optional.none().value()', 'optional.none() dereference'],
    ['quantity("x")', 'quantities must match the regular expression'],
    ['[1].min() + l.filter(i, false).max()', 'max called on empty list'],
  ])('%s: %s', (text, message) => expect(() => evaluate(text)).toThrow(message));
});

describe('expressions that are none', () => {
  it.each([
    ['x + "a"', "1:3: found no matching overload for '_+_' applied to '(int, string)'"],
    ['y', "1:1: undeclared reference to 'y' (in container '')"],
    ['f(x)', "1:2: undeclared reference to 'f' (in container '')"],
    ['s.foo()', "1:6: undeclared reference to 'foo' (in container '')"],
    ['s.startsWith(1)', "1:13: found no matching overload for 'startsWith' applied to 'string.(int)'"],
    ['s.foo', "1:2: type 'string' does not support field selection"],
    ['[1, "a"]', "1:5: expected type 'int' but found 'string'"],
    ['x == 5.0', "1:3: found no matching overload for '_==_' applied to '(int, double)'"],
    [
      'x.all(i, true)',
      "1:6: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)",
    ],
    ['l.all(i, i)', "1:6: found no matching overload for '_&&_' applied to '(bool, int)'"],
    ['l.all(1, true)', '1:7: argument is not an identifier'],
    ['has(x)', '1:5: invalid argument to has() macro'],
    ['for', '1:1: reserved identifier: for'],
    ['(1', "1:3: Syntax error: missing ')' at '<EOF>'"],
    ['1 2', "1:3: Syntax error: extraneous input '2' expecting <EOF>"],
    ['#', "1:1: Syntax error: token recognition error at: '#'"],
    ['s.matches("(")', '1:11: invalid matches argument'],
    ['x +\n y', "2:2: undeclared reference to 'y' (in container '')"],
  ])('%s: %s', (text, message) => {
    expect(() => compileCel(text, variables)).toThrow(`ERROR: <input>:${message}\n | `);
  });

  it('do not get deep', () => {
    expect(() => compileCel(`${'('.repeat(300)}1${')'.repeat(300)}`, variables)).toThrow(
      'recursion limit exceeded: 250',
    );
    expect(() => compileCel('!'.repeat(5000), variables)).toThrow('recursion limit exceeded: 250');
  });

  it('point to the mistake', () => {
    expect(() => compileCel('x + foo > 1', variables)).toThrow(
      "ERROR: <input>:1:5: undeclared reference to 'foo' (in container '')\n | x + foo > 1\n | ....^",
    );
  });
});

describe('costs', () => {
  const costOf = (text: string) => compileCel(text, variables).evaluate(values).cost;
  const estimateOf = (text: string) =>
    compileCel(text, variables).estimate(([name]) => (name === 'x' ? undefined : 100));

  it.each([
    ['true', 0, 0],
    ['x', 1, 1],
    ['x == 5', 2, 2],
    ['m.a', 2, 2],
    ['has(m.a)', 1, 1],
    ['s.startsWith("he")', 2, 2],
    ['s.contains("ell")', 2, 11],
    ['s.matches("^h.*")', 2, 12],
    ['[1, 2, 3]', 10, 10],
    ['{"a": 1}', 30, 30],
    ['l.all(i, i > 0)', 1 + 3 * 5 + 1, 1 + 100 * 5 + 1],
    ['l.exists(i, i > 5)', 1 + 3 * 6 + 1, 1 + 100 * 6 + 1],
    ['l.map(i, i)', 11 + 3 * 13 + 1, 11 + 100 * 13 + 1],
    ['x in l', 1 + 1 + 3, 2 + 100],
  ])('of %s are %d, estimated as %d', (text, cost, estimate) => {
    expect({ cost: costOf(text), estimate: estimateOf(text) }).toEqual({ cost, estimate });
  });

  it('are bounded while an expression is evaluated', () => {
    const many = Array.from({ length: 2000 }, (_, index) => BigInt(index));
    const program = compileCel('l.all(a, l.all(b, a + b >= 0))', variables);
    expect(() => program.evaluate({ ...values, l: many })).toThrow(CelCostError);
    expect(() => program.evaluate({ ...values, l: many })).toThrow('operation cancelled: actual cost limit exceeded');
    expect(() =>
      compileCel('l.exists(a, l.all(b, a + b < 0))', variables).evaluate({ ...values, l: many }),
    ).not.toThrow();
  });

  it('of what is not bounded have no bound', () => {
    expect(compileCel('l.all(a, l.all(b, a == b))', variables).estimate(() => undefined)).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});
