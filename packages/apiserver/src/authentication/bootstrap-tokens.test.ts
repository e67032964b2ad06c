import type { Secret } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { bootstrapTokenAuthenticator } from './bootstrap-tokens.js';

const now = Date.UTC(2026, 0, 1);
const encode = (text: string) => Buffer.from(text).toString('base64');

function authenticate(bearerToken: string, data: Record<string, string> = {}, fields: Partial<Secret> = {}) {
  const all = {
    ...{ 'token-id': 'abcdef', 'token-secret': '0123456789abcdef', 'usage-bootstrap-authentication': 'true' },
    ...data,
  };
  const found: Secret = {
    ...{ apiVersion: 'v1', kind: 'Secret', type: 'bootstrap.kubernetes.io/token' },
    metadata: { name: 'bootstrap-token-abcdef' },
    data: Object.fromEntries(Object.entries(all).map(([key, text]) => [key, encode(text)])),
    ...fields,
  };
  const authenticator = bootstrapTokenAuthenticator({
    clock: { now: () => now, setTimeout: () => ({ cancel: () => {} }) },
    secret: (name) => (name === found.metadata.name ? found : undefined),
  });
  return authenticator.authenticate({ bearerToken });
}

const token = 'abcdef.0123456789abcdef';

describe('a bootstrap token', () => {
  it('is a user of its own, in the group of those who join', () => {
    expect(authenticate(token)).toEqual({ name: 'system:bootstrap:abcdef', groups: ['system:bootstrappers'] });
    const groups = 'system:bootstrappers:workers,system:bootstrappers:a:b';
    expect(authenticate(token, { 'auth-extra-groups': groups })).toMatchObject({
      groups: ['system:bootstrappers', 'system:bootstrappers:workers', 'system:bootstrappers:a:b'],
    });
    expect(authenticate(token, { expiration: '2026-01-01T00:01:00Z' })).toBeDefined();
  });

  it.each<[string, string, Record<string, string>, Partial<Secret>]>([
    ['is another', 'abcdef.0123456789abcdee', {}, {}],
    ['is nobody', 'zzzzzz.0123456789abcdef', {}, {}],
    ['is none', 'abcdef', {}, {}],
    ['has ended', token, { expiration: '2025-12-31T23:59:00Z' }, {}],
    ['ends at a time that nobody can read', token, { expiration: 'soon' }, {}],
    ['is for something else', token, { 'usage-bootstrap-authentication': 'false' }, {}],
    ['would be in a group of others', token, { 'auth-extra-groups': 'system:masters' }, {}],
    ['is called otherwise', token, { 'token-id': 'ghijkl' }, {}],
    ['is an ordinary Secret', token, {}, { type: 'Opaque' }],
    [
      'is on its way out',
      token,
      {},
      { metadata: { name: 'bootstrap-token-abcdef', deletionTimestamp: '2026-01-01T00:00:00Z' } },
    ],
  ])('that %s is not known', (_, shown, data, fields) => {
    expect(authenticate(shown, data, fields)).toBeUndefined();
  });
});
