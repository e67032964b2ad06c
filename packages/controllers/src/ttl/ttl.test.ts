import { resources } from '@sampan/api';
import { expect, it } from 'vitest';
import { node } from '../testing/samples.js';
import { startTestCluster } from '../testing/test-cluster.js';
import { nextStep } from './ttl-controller.js';

it.each([
  [0, 1, 0],
  [0, 100, 0],
  [0, 101, 1],
  [1, 95, 1],
  [1, 89, 0],
  [0, 5000, 4],
  [5, 8999, 4],
])('from step %d with %d nodes to step %d', (step, nodes, next) => {
  expect(nextStep(step, nodes)).toBe(next);
});

it('says on each node how long its agent may keep what it has read', async () => {
  const cluster = await startTestCluster();
  await cluster.client.resource(resources.nodes).create(node('n1'));
  const found = await cluster.until(
    resources.nodes,
    { namespace: '', name: 'n1' },
    (object) => object?.metadata.annotations?.['node.alpha.kubernetes.io/ttl'] !== undefined,
  );
  expect(found?.metadata.annotations).toMatchObject({ 'node.alpha.kubernetes.io/ttl': '0' });
  await cluster.stop();
});
