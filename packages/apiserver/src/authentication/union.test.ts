import { describe, expect, it } from 'vitest';
import { createImpersonation } from './impersonation.js';
import { parseTokenFile, tokenFileAuthenticator } from './token-file.js';
import { unionAuthenticator } from './union.js';

const tokens = tokenFileAuthenticator('t1,alice,u1,"dev,ops"\nt2,bob,u2\n');

describe('the union of authenticators', () => {
  const union = unionAuthenticator([tokens]);

  it('marks who is known as authenticated', () => {
    expect(union.authenticate({ bearerToken: 't1' })).toEqual({
      name: 'alice',
      uid: 'u1',
      groups: ['dev', 'ops', 'system:authenticated'],
    });
  });

  it('takes who shows nothing as anonymous', () => {
    expect(union.authenticate({})).toEqual({ name: 'system:anonymous', groups: ['system:unauthenticated'] });
  });

  it('refuses a token that nobody knows, and the anonymous where they are not allowed', () => {
    expect(() => union.authenticate({ bearerToken: 'other' })).toThrow('Unauthorized');
    expect(() => unionAuthenticator([tokens], { allowAnonymous: false }).authenticate({})).toThrow('Unauthorized');
  });
});

describe('a token file', () => {
  it('has quoted groups, and lines that end in either way', () => {
    expect([...parseTokenFile('a,"b ""c""",u,"x, y"\r\n# note\r\n\r\nd,e,f\r\n', 'tokens.csv')]).toEqual([
      ['a', { name: 'b "c"', uid: 'u', groups: ['x', ' y'] }],
      ['d', { name: 'e', uid: 'f', groups: [] }],
    ]);
  });

  it('names the line that is wrong', () => {
    expect(() => parseTokenFile('a,b,c\nd', 'tokens.csv')).toThrow(
      'tokens.csv, line 2: must have at least 3 columns (token, user name, user uid)',
    );
  });
});

describe('impersonation', () => {
  const admin = { name: 'admin', groups: [] };
  const everyone = createImpersonation({
    authorize: () => ({ allowed: true, reason: '' }),
    rulesFor: () => ({ resourceRules: [], nonResourceRules: [] }),
  });
  const nobody = createImpersonation({
    authorize: () => ({ allowed: false, reason: '' }),
    rulesFor: () => ({ resourceRules: [], nonResourceRules: [] }),
  });

  it('is what the headers say', () => {
    expect(everyone(admin, {})).toBe(admin);
    expect(
      everyone(admin, { 'impersonate-user': 'alice', 'impersonate-group': 'a, b', 'impersonate-extra-scopes': 'x' }),
    ).toEqual({
      name: 'alice',
      groups: ['a', 'b', 'system:authenticated'],
      extra: { scopes: ['x'] },
    });
    expect(everyone(admin, { 'impersonate-user': 'system:serviceaccount:default:robot' })).toEqual({
      name: 'system:serviceaccount:default:robot',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
    });
  });

  it('needs permission', () => {
    expect(() => nobody(admin, { 'impersonate-user': 'alice' })).toThrow(
      'users "alice" is forbidden: User "admin" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
  });
});
