import { describe, expect, it } from 'vitest';
import { requestInfoOf } from '../pipeline/request-info.js';
import { createImpersonation } from './impersonation.js';
import { parseTokenFile, tokenFileAuthenticator } from './token-file.js';
import { unionAuthenticator } from './union.js';
import { nodeNameKey } from './well-known.js';

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
    expect(() => unionAuthenticator([tokens], { allowAnonymous: () => false }).authenticate({})).toThrow(
      'Unauthorized',
    );
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
  const action = requestInfoOf('GET', '/api/v1/namespaces/default/configmaps');
  const everyone = createImpersonation({
    authorize: () => ({ allowed: true, reason: '' }),
    rulesFor: () => ({ resourceRules: [], nonResourceRules: [] }),
  });
  const allowing = (...allowed: string[]) =>
    createImpersonation({
      authorize: ({ verb, group, resource, name }) => ({
        allowed: allowed.includes(`${verb} ${resource}${group === '' ? '' : `.${group}`}/${name}`),
        reason: '',
      }),
      rulesFor: () => ({ resourceRules: [], nonResourceRules: [] }),
    });

  it('is what the headers say', async () => {
    expect(everyone(admin, {}, action)).toBe(admin);
    expect(
      await everyone(
        admin,
        { 'impersonate-user': 'alice', 'impersonate-group': 'a, b', 'impersonate-extra-scopes': 'x' },
        action,
      ),
    ).toEqual({
      name: 'alice',
      groups: ['a', 'b', 'system:authenticated'],
      extra: { scopes: ['x'] },
    });
    expect(await everyone(admin, { 'impersonate-user': 'system:serviceaccount:default:robot' }, action)).toEqual({
      name: 'system:serviceaccount:default:robot',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
    });
  });

  const account = 'system:serviceaccount:default:robot';
  const onNode = { name: 'system:serviceaccount:kube-system:agent', groups: [], extra: { [nodeNameKey]: ['node-1'] } };
  const group = 'authentication.k8s.io';

  it.each([
    ['alice', admin, ['impersonate users/alice']],
    ['alice', admin, ['impersonate-on:user-info:list configmaps/', `impersonate:user-info users.${group}/alice`]],
    [account, admin, ['impersonate serviceaccounts/robot']],
    [
      account,
      admin,
      ['impersonate-on:serviceaccount:list configmaps/', `impersonate:serviceaccount serviceaccounts.${group}/robot`],
    ],
    [
      'system:node:node-2',
      admin,
      ['impersonate-on:arbitrary-node:list configmaps/', `impersonate:arbitrary-node nodes.${group}/node-2`],
    ],
    [
      'system:node:node-1',
      onNode,
      ['impersonate-on:associated-node:list configmaps/', `impersonate:associated-node nodes.${group}/*`],
    ],
  ])('as %s by %j needs %j', async (name, user, allowed) => {
    const headers = { 'impersonate-user': name };
    const acting = await allowing(...allowed)(user, headers, action);
    expect(acting.name).toBe(name);
    expect(acting.groups.includes('system:nodes')).toBe(name.startsWith('system:node:'));
    for (const needed of allowed) {
      const less = allowing(...allowed.filter((verb) => verb !== needed));
      await expect(less(user, headers, action)).rejects.toThrow('is forbidden');
    }
  });

  it.each([
    [
      { 'impersonate-user': 'alice' },
      ['impersonate-on:user-info:list configmaps/'],
      `users.${group} "alice" is forbidden: User "admin" cannot impersonate:user-info resource "users" in API group "${group}" at the cluster scope`,
    ],
    [
      { 'impersonate-user': 'alice' },
      [],
      'configmaps is forbidden: User "admin" cannot impersonate-on:user-info:list resource "configmaps" in API group "" in the namespace "default"',
    ],
    [
      { 'impersonate-user': account, 'impersonate-group': 'g' },
      [],
      'serviceaccounts "robot" is forbidden: User "admin" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "default"',
    ],
    [
      { 'impersonate-user': 'alice', 'impersonate-group': 'system:masters' },
      ['impersonate-on:user-info:list configmaps/', `impersonate:user-info users.${group}/alice`],
      'impersonating the system:masters group is not allowed',
    ],
  ])('%j with %j is refused', async (headers, allowed, message) => {
    await expect(allowing(...allowed)(admin, headers, action)).rejects.toThrow(message);
  });
});
