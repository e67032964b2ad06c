import { type Job, type JobSpec, type JobStatus, resources, TestClock } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { startTestCluster } from '../testing/test-cluster.js';
import { expiryOf } from './ttl-after-finished-controller.js';

const template = { spec: { containers: [{ name: 'main', image: 'one' }], restartPolicy: 'Never' } };

describe('when a Job is to go', () => {
  const lastTransitionTime = '2026-01-01T00:00:00Z';
  const job = (spec: Partial<JobSpec>, status: JobStatus, metadata: Job['metadata'] = {}): Job => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata,
    spec: { template, ...spec },
    status,
  });
  const over = { conditions: [{ type: 'Failed', status: 'True', lastTransitionTime }] };

  it.each<[string, Job, number | undefined]>([
    ['without a wish', job({}, over), undefined],
    ['still running', job({ ttlSecondsAfterFinished: 5 }, {}), undefined],
    ['over', job({ ttlSecondsAfterFinished: 5 }, over), Date.UTC(2026, 0, 1, 0, 0, 5)],
    ['over, and at once', job({ ttlSecondsAfterFinished: 0 }, over), Date.UTC(2026, 0, 1)],
    ['on its way', job({ ttlSecondsAfterFinished: 0 }, over, { deletionTimestamp: 'x' }), undefined],
  ])('%s', (_name, object, expiry) => expect(expiryOf(object)).toBe(expiry));
});

it('goes with its Pods when its time has come', async () => {
  const clock = new TestClock(Date.now());
  const cluster = await startTestCluster({ clock });
  const metadata = { namespace: 'default', name: 'sums' };
  const spec = { template, ttlSecondsAfterFinished: 60, completions: 0 };
  const jobs = cluster.client.resource(resources.jobs);
  await jobs.create({ apiVersion: 'batch/v1', kind: 'Job', metadata, spec });
  const done = await cluster.until(resources.jobs, metadata, (job) => job?.status?.completionTime !== undefined);
  expect(done?.metadata.deletionTimestamp).toBeUndefined();
  clock.advance(61_000);
  await cluster.until(resources.jobs, metadata, (job) => job?.metadata.deletionTimestamp !== undefined || !job);
  await cluster.stop();
});
