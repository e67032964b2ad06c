import { createHmac } from 'node:crypto';
import { resources, type Secret, TestClock } from '@sampan/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
let clock: TestClock;
let cluster: TestCluster;
beforeAll(async () => {
  clock = new TestClock(start);
  cluster = await startTestCluster({ clock });
});
afterAll(() => cluster.stop());

const token = (id: string, expiration: number): Secret => ({
  ...{ apiVersion: 'v1', kind: 'Secret', type: 'bootstrap.kubernetes.io/token' },
  metadata: { namespace: 'kube-system', name: `bootstrap-token-${id}` },
  stringData: {
    ...{ 'token-id': id, 'token-secret': '0123456789abcdef', 'usage-bootstrap-signing': 'true' },
    expiration: new Date(expiration).toISOString(),
  },
});
const info = { namespace: 'kube-public', name: 'cluster-info' };
const signed = (...ids: string[]) =>
  cluster.until(
    resources.configMaps,
    info,
    (object) =>
      Object.keys(object?.data ?? {})
        .filter((key) => key.startsWith('jws-'))
        .sort()
        .join() === ids.map((id) => `jws-kubeconfig-${id}`).join(),
  );

it('signs the cluster-info by every token that may, until it ends and is gone', async () => {
  const kubeconfig = 'apiVersion: v1\n';
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: info,
    data: { kubeconfig, 'jws-kubeconfig-gone': 'x' },
  };
  await cluster.client.resource(resources.configMaps).create(object);
  const secrets = cluster.client.resource(resources.secrets);
  await Promise.all([
    secrets.create(token('abcdef', start + minute)),
    secrets.create(token('ghijkl', start + 2 * minute)),
  ]);
  const { data = {} } = (await signed('abcdef', 'ghijkl')) ?? {};
  expect(data.kubeconfig).toBe(kubeconfig);
  const [header = '', payload, signature] = data['jws-kubeconfig-abcdef']?.split('.') ?? [];
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'HS256', kid: 'abcdef' });
  expect(payload).toBe('');
  const content = `${header}.${Buffer.from(kubeconfig).toString('base64url')}`;
  expect(signature).toBe(createHmac('sha256', '0123456789abcdef').update(content).digest('base64url'));

  clock.advance(minute + 1_000);
  await signed('ghijkl');
  const key = { namespace: 'kube-system', name: 'bootstrap-token-abcdef' };
  await cluster.until(resources.secrets, key, (secret) => secret === undefined);
});
