import { findCondition, type Job, keyOf, type ObjectKey, resources } from '@sampan/api';
import { type ControllerContext, defineController, deleteAction, type Result } from '@sampan/client';

/*
 * Promises: a Job is gone, with its Pods, so many seconds after it is over as its spec says.
 * Reads: Jobs. Writes: Jobs (delete).
 * Runs when: a Job changes, or its time has come.
 */
export const ttlAfterFinishedController = defineController({
  name: 'ttl-after-finished',
  primary: resources.jobs,
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<Result | undefined> {
  const known = context.lister(resources.jobs).get(key);
  if (known === undefined || expiryOf(known) === undefined) return undefined;
  const now = context.clock.now();
  const wait = (expiryOf(known) ?? 0) - now;
  if (wait > 0) return { requeueAfterMs: wait };
  // Its time may have been changed a moment ago: the server knows best.
  const job = await context.client.resource(resources.jobs).get(keyOf(known));
  const expiry = expiryOf(job);
  if (expiry === undefined || job.metadata.uid !== known.metadata.uid) return undefined;
  if (expiry > now) return { requeueAfterMs: expiry - now };
  const { resourceVersion } = job.metadata;
  const preconditions = resourceVersion === undefined ? {} : { resourceVersion };
  await context.perform([deleteAction(resources.jobs, job, { propagationPolicy: 'Foreground', preconditions })]);
  return undefined;
}

/** When a Job is to go, in milliseconds; undefined: it stays, is not over, or is on its way already. */
export function expiryOf({ metadata, spec, status }: Job): number | undefined {
  const { ttlSecondsAfterFinished: seconds } = spec ?? {};
  if (seconds === undefined || metadata.deletionTimestamp !== undefined) return undefined;
  const ends = ['Complete', 'Failed'].map((type) => findCondition(status?.conditions, type));
  const end = ends.find((condition) => condition?.status === 'True')?.lastTransitionTime;
  return end === undefined ? undefined : Date.parse(end) + seconds * 1_000;
}
