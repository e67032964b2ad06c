import { describe, expect, it } from 'vitest';
import { Quantity } from './quantity.js';

describe('Quantity', () => {
  it.each([
    ['0', '0'],
    ['0Mi', '0'],
    ['-0', '0'],
    ['1000m', '1'],
    ['0.5', '500m'],
    ['100m', '100m'],
    ['1500m', '1500m'],
    ['1024Mi', '1Gi'],
    ['1Ki', '1Ki'],
    ['1024', '1024'],
    ['1000', '1k'],
    ['1000k', '1M'],
    ['0.5Gi', '512Mi'],
    ['0.5Ki', '512'],
    ['0.1Ki', '102400m'],
    ['0.001Ki', '1024m'],
    ['1.5Gi', '1536Mi'],
    ['1023', '1023'],
    ['1e3', '1e3'],
    ['12E6', '12e6'],
    ['1E', '1E'],
    ['1Ei', '1Ei'],
    ['100E', '100E'],
    ['9999999999999999999Gi', '9223372036854775807'],
    ['0.1n', '1n'],
    ['0.0000000001', '1n'],
    ['-1.5', '-1500m'],
    ['+5', '5'],
    ['.5', '500m'],
    ['5.', '5'],
    ['123456789123456789', '123456789123456789'],
    ['1u', '1u'],
    ['1100u', '1100u'],
    ['1e-3', '1e-3'],
  ])('%s is %s', (text, canonical) => {
    expect(Quantity.parse(text).toString()).toBe(canonical);
    expect(Quantity.parse(canonical).toString()).toBe(canonical);
  });

  it.each(['', 'x', '.', '1.1.1', '1 Mi', 'Mi', '--1', '1g'])('%j has the wrong format', (text) =>
    expect(() => Quantity.parse(text)).toThrow('quantities must match the regular expression'),
  );

  it.each(['1mi', '1K', '1Kim', '1ee3', '1e'])('%j has an unknown suffix', (text) =>
    expect(() => Quantity.parse(text)).toThrow("unable to parse quantity's suffix"),
  );

  it('computes exactly', () => {
    expect(Quantity.of('0.1').add('0.2').toString()).toBe('300m');
    expect(Quantity.of('1Gi').sub('512Mi').toString()).toBe('512Mi');
    expect(Quantity.sum(['64Mi', '64Mi']).toString()).toBe('128Mi');
    expect(Quantity.sum([]).toString()).toBe('0');
    expect(Quantity.of('1').compare('1000m')).toBe(0);
    expect(Quantity.of('1Gi').compare('1G')).toBe(1);
    expect(Quantity.of('100m').toNumber()).toBe(1);
    expect(Quantity.of('1500m').toMilli()).toBe(1500);
    expect(Quantity.of('250m').toFloat()).toBe(0.25);
    expect(Quantity.of(0.25).toString()).toBe('250m');
  });
});
