import { describe, expect, it } from 'vitest';
import { parseFieldSelector } from './field-selector.js';

describe('parseFieldSelector', () => {
  it.each([
    ['', ''],
    ['metadata.name=a', 'metadata.name=a'],
    ['metadata.name==a', 'metadata.name=a'],
    ['b!=1,a=2', 'a=2,b!=1'],
    ['x=a\\,b', 'x=a\\,b'],
    ['x=', 'x='],
    [',', ''],
  ])('%j is %j', (text, expected) => expect(parseFieldSelector(text).toString()).toBe(expected));

  it.each([
    ['x', "invalid selector: 'x'; can't understand 'x'"],
    ['x=a=b', 'invalid field selector: unescaped character in value: 61'],
    ['x=\\a', 'invalid field selector: invalid escape sequence: \\a'],
  ])('refuses %j', (text, message) => expect(() => parseFieldSelector(text)).toThrow(message));

  it('matches absent fields as empty ones', () => {
    expect(parseFieldSelector('spec.nodeName=').matches({})).toBe(true);
    expect(parseFieldSelector('spec.nodeName!=').matches({ 'spec.nodeName': 'n1' })).toBe(true);
    expect(parseFieldSelector('metadata.name=x').requiresExactMatch('metadata.name')).toBe('x');
  });
});
