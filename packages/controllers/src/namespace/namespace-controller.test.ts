import { type ConfigMap, findCondition, keyOf, resources } from '@sampan/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deployment } from '../testing/samples.js';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster({ rootCa: 'THE CA' });
});
afterEach(() => cluster.stop());

const shop = { namespace: '', name: 'shop' };
const createNamespace = () =>
  cluster.client
    .resource(resources.namespaces)
    .create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' }, spec: {} });

it('gives a namespace its service account and the root certificate, again when they are deleted', async () => {
  await createNamespace();
  const account = { namespace: 'shop', name: 'default' };
  const ca = { namespace: 'shop', name: 'kube-root-ca.crt' };
  const first = await cluster.until(resources.serviceAccounts, account, (object) => object !== undefined);
  const published = await cluster.until(resources.configMaps, ca, (object) => object !== undefined);
  expect(published?.data).toEqual({ 'ca.crt': 'THE CA' });
  await cluster.client.resource(resources.serviceAccounts).delete(account);
  await cluster.client
    .resource(resources.configMaps)
    .patch(ca, { type: 'merge', body: { data: { 'ca.crt': 'changed' } } });
  await cluster.until(
    resources.serviceAccounts,
    account,
    (object) => object !== undefined && object.metadata.uid !== first?.metadata.uid,
  );
  await cluster.until(resources.configMaps, ca, (object) => object?.data?.['ca.crt'] === 'THE CA');
});

it('deletes a namespace with everything in it', async () => {
  cluster.runPods();
  await createNamespace();
  await cluster.until(
    resources.serviceAccounts,
    { namespace: 'shop', name: 'default' },
    (object) => object !== undefined,
  );
  const web = deployment('web');
  await cluster.client
    .resource(resources.deployments)
    .create({ ...web, metadata: { ...web.metadata, namespace: 'shop' } });
  await cluster.untilAll(resources.pods, (pods) => pods.length === 3);
  await cluster.client.resource(resources.namespaces).delete(shop);
  await cluster.until(resources.namespaces, shop, (object) => object === undefined);
  expect((await cluster.client.resource(resources.pods).list({ namespace: 'shop' })).items).toEqual([]);
});

it('says what a namespace waits for', async () => {
  await createNamespace();
  const held: ConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'shop', name: 'held', finalizers: ['example.com/hold'] },
  };
  await cluster.client.resource(resources.configMaps).create(held);
  await cluster.client.resource(resources.namespaces).delete(shop);
  const waiting = await cluster.until(
    resources.namespaces,
    shop,
    (object) => findCondition(object?.status?.conditions, 'NamespaceContentRemaining')?.status === 'True',
  );
  expect(findCondition(waiting?.status?.conditions, 'NamespaceContentRemaining')?.message).toBe(
    'Some resources are remaining: configmaps. has 1 resource instances',
  );
  expect(findCondition(waiting?.status?.conditions, 'NamespaceFinalizersRemaining')?.message).toBe(
    'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
  );
  await cluster.client
    .resource(resources.configMaps)
    .patch(keyOf(held), { type: 'merge', body: { metadata: { finalizers: null } } });
  await cluster.until(resources.namespaces, shop, (object) => object === undefined);
});
