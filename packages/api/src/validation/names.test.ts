import { describe, expect, it } from 'vitest';
import * as formats from './formats.js';
import * as names from './names.js';

const checks = { ...names, ...formats };

describe('names', () => {
  it.each([
    [
      'isDns1123Label',
      ['a', '1', 'a-b', 'a'.repeat(63)],
      ['', 'A', '-a', 'a-', 'a.b', 'a_b', 'a'.repeat(64), 'ä', 'a\n'],
    ],
    ['isDns1123Subdomain', ['a.b', 'a1.2b', `${'a.'.repeat(126)}a`], ['', 'a..b', '.a', 'A.b', `${'a.'.repeat(127)}a`]],
    ['isDns1035Label', ['a', 'a1'], ['1a', '', 'a.b']],
    [
      'isQualifiedName',
      ['simple', 'now-with-dashes', 'a.b/c_d.E', '1/2'],
      ['', '/', 'a/', 'a/b/c', 'A b', 'x.Y/z', `a/${'x'.repeat(64)}`],
    ],
    ['isLabelValue', ['', 'a', 'A.b_c-1'], ['-a', 'a b', 'a,b', 'x'.repeat(64)]],
    ['isWildcardDns1123Subdomain', ['*.a.b'], ['*', '*.*.a', 'a.b']],
    ['isCIdentifier', ['a', '_A1'], ['', '1a', 'a-b']],
    ['isEnvVarName', ['A', 'a b', '1', 'a-b.c'], ['', 'a=b', 'ä']],
    ['isConfigMapKey', ['a.txt', '.hidden', '_'], ['', '.', '..', '..a', 'a/b']],
    ['isPortName', ['http', 'a-1'], ['', '1', 'a--b', '-a', 'A', 'x'.repeat(16)]],
    [
      'isIpAddress',
      ['1.2.3.4', '::', '::1', 'fe80::1:2', '64:ff9b::1.2.3.4', '1:2:3:4:5:6:7:8'],
      ['', '1.2.3', '01.2.3.4', '::ffff:1.2.3.4', '1:2', ':::', '1::2::3', '256.1.1.1'],
    ],
    [
      'isCanonicalIpAddress',
      ['10.0.0.1', '::', '::1', '2001:db8::1', '2001:db8:0:1:1:1:1:1', '1:0:0:2::3'],
      ['010.0.0.1', '2001:DB8::1', '2001:db8:0:0::1', '0:0:0:0:0:0:0:1', '::ffff:1.2.3.4', '1::2:0:0:3:4:5', 'x'],
    ],
    ['isCidr', ['10.0.0.0/8', '::/0'], ['10.0.0.0', '10.0.0.0/33', '/8']],
    ['isPercent', ['25%'], ['25', '%']],
  ] as const)('%s', (name, valid, wrong) => {
    for (const value of valid) expect(checks[name](value), value).toEqual([]);
    for (const value of wrong) expect(checks[name](value), value).not.toEqual([]);
  });

  it('explains the rule with examples', () => {
    expect(names.isDns1123Subdomain('Web_1')).toEqual([
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ]);
    expect(names.isDns1123Label('a.b')).toEqual(['must not contain dots']);
    expect(names.isQualifiedName('')).toEqual([
      'name part must be non-empty',
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ]);
  });
});
