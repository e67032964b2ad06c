import { type ClusterRole, resources } from '@sampan/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster();
});
afterEach(() => cluster.stop());

const role = (name: string, fields: Partial<ClusterRole>): ClusterRole => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name, ...fields.metadata },
  rules: fields.rules ?? [],
  ...(fields.aggregationRule && { aggregationRule: fields.aggregationRule }),
});

it('gives an aggregating role the rules of the roles that it selects', async () => {
  const roles = cluster.client.resource(resources.clusterRoles);
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
  await roles.create(role('all', { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] } }));
  await roles.create(role('part', { metadata: { labels: { part: 'yes' } }, rules }));
  const all = { namespace: '', name: 'all' };
  const aggregated = await cluster.until(resources.clusterRoles, all, (object) => object?.rules?.length === 1);
  expect(aggregated?.rules).toEqual(rules);
  await roles.delete({ namespace: '', name: 'part' });
  await cluster.until(resources.clusterRoles, all, (object) => (object?.rules ?? []).length === 0);
});
