import { generateKeyPairSync } from 'node:crypto';
import { TestClock } from '@sampan/api';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStore } from '../store/create-store.js';
import { memoryBackend } from '../store/memory.js';
import type { Store } from '../store/store.js';
import { serviceAccountTokens } from './service-account-tokens.js';
import { signingKey, verifyingKeys } from './signing-keys.js';

const issuer = 'https://kubernetes.default.svc.cluster.local';
const pem = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;

const clock = new TestClock();
let store: Store;
let tokens: ReturnType<typeof serviceAccountTokens>;

beforeEach(async () => {
  store = await createStore({ backend: memoryBackend(), clock });
  tokens = serviceAccountTokens({
    store,
    clock,
    issuer,
    signingKey: signingKey(pem),
    verifyingKeys: verifyingKeys(pem),
    uuid: () => 'id-1',
  });
  await put('/registry/serviceaccounts/default/robot', 'sa-uid', {});
  await put('/registry/minions/node-1', 'node-uid', {});
  await put('/registry/pods/default/web', 'pod-uid', { spec: { nodeName: 'node-1' } });
});

afterEach(() => store.close());

const request = {
  namespace: 'default',
  serviceAccount: 'robot',
  serviceAccountUid: 'sa-uid',
  audiences: [issuer],
  expirationSeconds: 3600,
};
const pod = { kind: 'Pod', apiVersion: 'v1', name: 'web', uid: 'pod-uid' };

describe('tokens of service accounts', () => {
  it('say whose they are', async () => {
    const { token, expirationTimestamp } = await tokens.issue({ ...request, bound: pod });
    expect(expirationTimestamp).toBe('2026-01-01T01:00:00Z');
    expect(decodeJwt(token)).toEqual({
      aud: [issuer],
      exp: clock.now() / 1000 + 3600,
      iat: clock.now() / 1000,
      iss: issuer,
      jti: 'id-1',
      nbf: clock.now() / 1000,
      sub: 'system:serviceaccount:default:robot',
      'kubernetes.io': {
        namespace: 'default',
        node: { name: 'node-1', uid: 'node-uid' },
        pod: { name: 'web', uid: 'pod-uid' },
        serviceaccount: { name: 'robot', uid: 'sa-uid' },
      },
    });
    expect(await tokens.authenticate({ bearerToken: token })).toEqual({
      name: 'system:serviceaccount:default:robot',
      uid: 'sa-uid',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default'],
      extra: {
        'authentication.kubernetes.io/credential-id': ['JTI=id-1'],
        'authentication.kubernetes.io/node-name': ['node-1'],
        'authentication.kubernetes.io/node-uid': ['node-uid'],
        'authentication.kubernetes.io/pod-name': ['web'],
        'authentication.kubernetes.io/pod-uid': ['pod-uid'],
      },
    });
  });

  it('end with their time, also when they were verified before', async () => {
    const { token } = await tokens.issue(request);
    expect(await tokens.authenticate({ bearerToken: token })).toBeDefined();
    clock.advance(3601_000);
    expect(await tokens.authenticate({ bearerToken: token })).toBeUndefined();
  });

  it('end with the Pod that they are bound to', async () => {
    const { token } = await tokens.issue({ ...request, bound: pod });
    await put('/registry/pods/default/web', 'another-uid', { spec: {} });
    expect(await tokens.authenticate({ bearerToken: token })).toBeUndefined();
  });

  it('end with the node that they are bound to', async () => {
    await put('/registry/minions/node-9', 'node-9-uid', {});
    const node = { kind: 'Node', apiVersion: 'v1', name: 'node-9', uid: 'node-9-uid' };
    const { token } = await tokens.issue({ ...request, bound: node });
    expect(await tokens.authenticate({ bearerToken: token })).toBeDefined();
    await put('/registry/minions/node-9', 'another-uid', {});
    expect(await tokens.authenticate({ bearerToken: token })).toBeUndefined();
  });

  it('are for their audience alone', async () => {
    const { token } = await tokens.issue({ ...request, audiences: ['vault'] });
    expect(await tokens.authenticate({ bearerToken: token })).toBeUndefined();
    expect((await tokens.verify(token, ['vault', 'other']))?.audiences).toEqual(['vault']);
  });

  it('are not believed when another key has signed them', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }) as string;
    const forger = serviceAccountTokens({
      store,
      clock,
      issuer,
      signingKey: signingKey(other),
      verifyingKeys: [],
      uuid: () => 'x',
    });
    const { token } = await forger.issue(request);
    expect(await tokens.authenticate({ bearerToken: token })).toBeUndefined();
    expect(await tokens.authenticate({ bearerToken: 'not.a.token' })).toBeUndefined();
  });
});

async function put(key: string, uid: string, object: object): Promise<void> {
  const index = { uid, labels: {}, fields: {}, ownerUids: [] };
  const expected = store.get(key)?.revision ?? 0;
  await store.commit({
    type: 'put',
    key,
    expected,
    encode: () => ({ bytes: Buffer.from(JSON.stringify(object)), index }),
  });
}
