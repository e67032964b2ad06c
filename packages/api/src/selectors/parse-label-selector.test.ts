import { describe, expect, it } from 'vitest';
import { parseLabelSelector } from './parse-label-selector.js';
import { formatLabelSelector, labelSelectorAsSelector } from './selector.js';

describe('parseLabelSelector', () => {
  it.each([
    ['', ''],
    ['x=a,y=b,z=c', 'x=a,y=b,z=c'],
    ['z=c,x=a', 'x=a,z=c'],
    ['x!=a,y=b', 'x!=a,y=b'],
    ['x', 'x'],
    ['!x', '!x'],
    ['x= a', 'x=a'],
    ['x==a', 'x==a'],
    ['x in ()', 'x in ()'],
    ['x in (b,a)', 'x in (a,b)'],
    ['x in (a,,b)', 'x in (,a,b)'],
    ['x in (,a)', 'x in (,a)'],
    ['x notin (a,a)', 'x notin (a)'],
    ['x>1,z<5', 'x>1,z<5'],
    ['x=', 'x='],
    ['in in (in, notin)', 'in in (in,notin)'],
  ])('%j is %j', (text, expected) => expect(parseLabelSelector(text).toString()).toBe(expected));

  it.each([
    ['x=a||y=b', 'unable to parse requirement: values[0][x]: Invalid value: "a||y": a valid label must be'],
    ['x==a==b', "found '==', expected: ',' or 'end of string'"],
    ['!x=a', "found '=', expected: ',' or 'end of string'"],
    ['x<a', "values[0]: Invalid value: \"a\": for 'Gt', 'Lt' operators, the value must be an integer"],
    ['x,', "found '', expected: identifier after ','"],
    ['=a', "found '=', expected: !, identifier, or 'end of string'"],
    ['x in a', "unable to parse requirement: found 'a' expected: '('"],
    ['x y', "unable to parse requirement: found 'y', expected: in, notin, =, ==, !=, gt, lt"],
    ['x in (a', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['/a', 'unable to parse requirement: <nil>: Invalid value: "/a": prefix part must be non-empty'],
  ])('refuses %j', (text, message) => expect(() => parseLabelSelector(text)).toThrow(message));

  it.each([
    ['', {}, true],
    ['x=y', { x: 'y' }, true],
    ['x=y', { x: 'z' }, false],
    ['x!=y', {}, true],
    ['x notin (y)', {}, true],
    ['x in (y,z)', { x: 'z' }, true],
    ['x', {}, false],
    ['!x', {}, true],
    ['x>1', { x: '2' }, true],
    ['x<1', { x: '2' }, false],
    ['x>1', { x: 'a' }, false],
    ['x>1', { x: '99999999999999999999' }, false],
    ['constructor', {}, false],
    ['!toString', {}, true],
  ])('%j against %j: %j', (text, labels, expected) => expect(parseLabelSelector(text).matches(labels)).toBe(expected));
});

describe('LabelSelector', () => {
  it('selects nothing when absent and everything when empty', () => {
    expect(labelSelectorAsSelector(undefined).matches({})).toBe(false);
    expect(labelSelectorAsSelector({}).matches({ a: 'b' })).toBe(true);
  });

  it('reads like its string form', () => {
    const selector = {
      matchLabels: { app: 'web' },
      matchExpressions: [{ key: 'tier', operator: 'In', values: ['b', 'a'] }],
    };
    expect(formatLabelSelector(selector)).toBe('app=web,tier in (a,b)');
    expect(formatLabelSelector({})).toBe('<none>');
    expect(formatLabelSelector({ matchExpressions: [{ key: 'a', operator: 'Has' }] })).toBe('<error>');
  });
});
