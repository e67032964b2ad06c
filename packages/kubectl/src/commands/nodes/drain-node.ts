import { isNotFound, isTooManyRequests, type Pod, resources } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError } from '../../framework/errors.js';
import { watchObject } from '../../framework/watch-object.js';
import { type DryRun, dryRunSuffix } from '../../framework/writes.js';
import { blockTexts, type DrainRules, judgePod, type Verdict, warningText } from './drain-filters.js';

/** How a node is drained. */
export interface DrainOptions extends DrainRules {
  podSelector: string;
  chunkSize: number;
  disableEviction: boolean;
  /** Seconds; negative is what the pod says. */
  gracePeriod: number;
  /** Milliseconds; 0 is as long as it takes. */
  timeout: number;
  dryRun: DryRun;
}

/** Evicts the pods of a node and waits until they are gone. Throws if a pod is in the way, without evicting any. */
export async function drainNode(context: Context, node: string, options: DrainOptions): Promise<void> {
  const verdicts = await judgePods(context, node, options);
  const blocks = blockTexts(verdicts);
  if (blocks.length > 0) throw new CommandError(aggregateText(blocks));
  const warning = warningText(verdicts);
  if (warning !== '') context.warn(`Warning: ${warning}`);
  const pods = verdicts.filter(({ fate }) => fate === 'evict').map(({ pod }) => pod);
  if (options.dryRun === 'client') {
    for (const { metadata } of pods) context.print(`evicting pod ${metadata.namespace}/${metadata.name} (dry run)\n`);
    return;
  }
  try {
    await removePods(context, pods, options);
  } catch (error) {
    await reportPending(context, node, { options, error });
    throw error;
  }
}

async function judgePods(context: Context, node: string, options: DrainOptions): Promise<Verdict[]> {
  const client = await context.client();
  const { items } = await client.resource(resources.pods).list({
    fieldSelector: `spec.nodeName=${node}`,
    ...(options.podSelector !== '' && { labelSelector: options.podSelector }),
    ...(options.chunkSize > 0 && { pageSize: options.chunkSize }),
  });
  return items.map((pod) => judgePod(pod, options, context.clock.now()));
}

async function reportPending(
  context: Context,
  node: string,
  { options, error }: { options: DrainOptions; error: unknown },
): Promise<void> {
  const pending = (await judgePods(context, node, options)).filter(({ fate }) => fate === 'evict');
  if (pending.length === 0) return;
  const reason = errorWords(error);
  context.warn(`There are pending pods in node ${JSON.stringify(node)} when an error occurred: ${reason}`);
  for (const { pod } of pending) context.warn(`pod/${pod.metadata.name}`);
}

async function removePods(context: Context, pods: readonly Pod[], options: DrainOptions): Promise<void> {
  const deadline = options.timeout > 0 ? context.clock.now() + options.timeout : Number.POSITIVE_INFINITY;
  const removals = await Promise.allSettled(pods.map((pod) => removePod(context, pod, { ...options, deadline })));
  const failures = removals.flatMap((removal) => (removal.status === 'rejected' ? [errorWords(removal.reason)] : []));
  if (failures.length > 0) throw new CommandError(aggregateText([...new Set(failures)]));
}

/** How long to wait before another attempt where a disruption budget refuses an eviction, in milliseconds. */
const retryDelay = 5000;

/** A week, which is for ever. */
const forever = 7 * 24 * 60 * 60 * 1000;

async function removePod(
  context: Context,
  pod: Pod,
  { deadline, ...options }: DrainOptions & { deadline: number },
): Promise<void> {
  const { namespace = '', name = '', uid } = pod.metadata;
  for (;;) {
    if (!options.disableEviction) {
      context.print(`evicting pod ${namespace}/${name}${dryRunSuffix(options.dryRun)}\n`);
    }
    try {
      await requestRemoval(context, pod, options);
      break;
    } catch (error) {
      if (isNotFound(error)) return;
      const subject = `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}`;
      const reason = errorWords(error);
      if (!isTooManyRequests(error) || options.disableEviction) throw new CommandError(`${subject}: ${reason}`);
      context.warn(`${subject} (will retry after 5s): ${reason}`);
      await pause(context, retryDelay);
      if (context.clock.now() > deadline) throw timedOut(options);
    }
  }
  if (options.dryRun === 'server') return;
  const type = await (await context.types()).byKind('v1', 'Pod');
  const timeout = Math.min(forever, Math.max(1, deadline - context.clock.now()));
  const isGone = await watchObject(
    context,
    { type, namespace, name, timeout },
    (current) => current === undefined || current.metadata.uid !== uid,
  );
  if (!isGone) throw timedOut(options);
  context.print(`pod/${name} ${options.disableEviction ? 'deleted' : 'evicted'}\n`);
}

async function requestRemoval(
  context: Context,
  { metadata: { namespace = '', name = '' } }: Pod,
  { disableEviction, gracePeriod, dryRun }: DrainOptions,
): Promise<void> {
  const pods = (await context.client()).resource(resources.pods);
  const grace = gracePeriod < 0 ? {} : { gracePeriodSeconds: gracePeriod };
  const isTrial = dryRun === 'server';
  if (disableEviction) {
    await pods.delete({ namespace, name }, { ...grace, dryRun: isTrial });
    return;
  }
  await pods.subresource({ namespace, name }, 'eviction').create({
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name, namespace },
    deleteOptions: { ...grace, ...(isTrial && { dryRun: ['All'] }) },
  });
}

function timedOut({ timeout }: Pick<DrainOptions, 'timeout'>): CommandError {
  return new CommandError(`drain did not complete within ${timeout / 1000}s`);
}

async function pause(context: Context, milliseconds: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = context.clock.setTimeout(resolve, milliseconds);
    context.signal.addEventListener('abort', () => {
      timer.cancel();
      resolve();
    });
  });
}

/** Several messages as Go's aggregates print them. */
function aggregateText(messages: readonly string[]): string {
  return messages.length === 1 ? (messages[0] ?? '') : `[${messages.join(', ')}]`;
}
