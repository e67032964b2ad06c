import {
  deepEqual,
  formatKey,
  isConflict,
  isNotFound,
  keyOf,
  parseKey,
  type ResourceQuota,
  resources,
} from '@sampan/api';
import {
  type ControllerEnvironment,
  createRateLimitingQueue,
  type RunningController,
  runWorkers,
} from '@sampan/client';
import { createMeasuredResources } from './measured-resources.js';
import { isLess, planStatus } from './plan.js';

const concurrency = 5;

/** How often everything is counted anew although nothing has happened, in milliseconds. */
const resync = 5 * 60_000;

/** How soon a count that somebody has overtaken is made again, in milliseconds. */
const again = 100;

/*
 * Promises: the status of a ResourceQuota says its limits, and what is taken of them.
 * Reads: ResourceQuotas, discovery, every resource that one of them measures. Writes: ResourceQuotas' status.
 * Runs when: a quota appears or says other limits, something goes that it measures, or takes more or less than before, and
 * every five minutes. What is created is charged by the API server before it is written.
 */
export function startResourceQuotaController(environment: ControllerEnvironment): RunningController {
  const { client, informers, clock } = environment;
  const logger = environment.logger.child({ controller: 'resourcequota' });
  const queue = createRateLimitingQueue(clock);
  const quotas = informers.informer(resources.resourceQuotas);
  const look = (quota: ResourceQuota): void => queue.add(formatKey(keyOf(quota)));
  const measured = createMeasuredResources(environment, (namespace) => {
    for (const quota of quotas.lister.list({ namespace })) look(quota);
  });
  const unsubscribe = quotas.subscribe({
    added: look,
    updated: (quota, old) => {
      if (!deepEqual(quota.spec, old.spec)) look(quota);
    },
  });

  /**
   * A count is only right of everything that is charged if all of it is written when it is made, and nothing more is
   * charged until its result is. The server refuses a change of the status, in a dry run too, while something is charged and
   * not yet written, and when somebody has written the quota in between.
   */
  async function count(quota: ResourceQuota): Promise<void> {
    const first = planStatus(quota, await measured.count(quota), clock.now());
    if (first === undefined) return;
    const type = client.resource(resources.resourceQuotas);
    if (!isLess(first, quota.status)) return write({ ...quota, status: first });
    await type.updateStatus(quota, { dryRun: true });
    const status = planStatus(quota, await measured.count(quota), clock.now());
    if (status !== undefined) await write({ ...quota, status });
  }

  async function write(quota: ResourceQuota): Promise<void> {
    quotas.observe(await client.resource(resources.resourceQuotas).updateStatus(quota));
  }

  async function processSafely(key: string): Promise<void> {
    const quota = quotas.lister.get(parseKey(key));
    if (quota === undefined || quota.metadata.deletionTimestamp !== undefined) return queue.forget(key);
    try {
      await count(quota);
      queue.forget(key);
      queue.addAfter(key, resync);
    } catch (error) {
      if (isNotFound(error)) return queue.forget(key);
      if (isConflict(error)) return queue.addAfter(key, again);
      logger.warn('a quota could not be counted, will be tried again', { key, error });
      queue.addRateLimited(key);
    }
  }

  const working = quotas.synced.then(() => runWorkers(queue, concurrency, processSafely));

  return {
    name: 'resourcequota',
    async stop() {
      unsubscribe();
      queue.shutDown();
      await working;
      await measured.stop();
    },
  };
}
