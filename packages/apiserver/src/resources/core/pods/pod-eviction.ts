import {
  badRequest,
  type Eviction,
  forbidden,
  formatTime,
  isConflict,
  isPodReady,
  isPodTerminal,
  type KubernetesObject,
  labelSelectorAsSelector,
  notFound,
  type Pod,
  type PodDisruptionBudget,
  StatusError,
  setCondition,
  tooManyRequests,
} from '@sampan/api';
import type { ActionRequest, ActionSubresource } from '../../../kinds/subresource.js';
import { success } from '../../../kinds/success.js';
import type { ServerContext } from '../../../server/server-context.js';

/** `pods/eviction`: a delete that a PodDisruptionBudget may refuse for now. */
export const evictionSubresource: ActionSubresource = {
  type: 'action',
  kind: { group: 'policy', version: 'v1', kind: 'Eviction' },
  otherVersions: ['policy/v1beta1'],
  create: evict,
};

/** More evictions than these of one budget are not allowed while its controller has seen none of them. */
const maxDisruptedPods = 2000;

async function evict({ key, body, user, server, ...request }: ActionRequest): Promise<KubernetesObject> {
  const eviction = body as Eviction;
  const options = eviction.deleteOptions ?? {};
  const dryRun = request.dryRun || options.dryRun?.includes('All') === true;
  if (eviction.metadata?.name !== undefined && eviction.metadata.name !== key.name) {
    throw badRequest('name in URL does not match name in Eviction object');
  }
  const pod = server.objects.pods.get(key.namespace, key.name);
  if (pod === undefined) throw notFound({ group: '', resource: 'pods' }, key.name);
  const budget = isMissed(pod) ? await budgetOf(server, pod) : undefined;
  const isFree = budget !== undefined && mayGoUnhealthy(pod, budget);
  if (budget !== undefined && !isFree) await takeDisruption(server, budget, { pod, dryRun });
  const { gracePeriodSeconds, preconditions } = options;
  try {
    // A Pod that may go because it is not ready may have become so.
    if (isMissed(pod) && !dryRun) await markDisrupted(server, pod, isFree ? pod.metadata.resourceVersion : undefined);
    await server.objects.pods.delete(key, {
      ...{ user, dryRun },
      ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
      ...(preconditions !== undefined && { preconditions }),
    });
  } catch (error) {
    if (isFree && isConflict(error) && preconditions?.resourceVersion === undefined) throw stillProcessed(budget);
    throw error;
  }
  return success(201);
}

/** Pods that have ended, have not begun, or are on their way out are missed by nobody. */
function isMissed(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.status?.phase !== 'Pending' && pod.metadata.deletionTimestamp === undefined;
}

/** The budget that counts the Pod. */
async function budgetOf(server: ServerContext, { metadata }: Pod): Promise<PodDisruptionBudget | undefined> {
  const all = await server.objects.podDisruptionBudgets.list(metadata.namespace);
  const [budget, ...others] = all.filter(({ spec }) =>
    labelSelectorAsSelector(spec?.selector).matches(metadata.labels ?? {}),
  );
  if (others.length === 0) return budget;
  throw new StatusError({
    ...tooManyRequests('').status,
    code: 500,
    reason: 'InternalError',
    message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    details: {},
  });
}

/** Whether the Pod is none of those that the budget guards: it is not ready, and the others are enough or it may always go. */
function mayGoUnhealthy(pod: Pod, { spec, status }: PodDisruptionBudget): boolean {
  if (isPodReady(pod)) return false;
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy;
}

/** Takes one of the disruptions that the budget allows, so that two evictions cannot take the same. */
async function takeDisruption(
  server: ServerContext,
  { metadata }: PodDisruptionBudget,
  { pod, dryRun }: { pod: Pod; dryRun: boolean },
): Promise<void> {
  const { namespace = '', name = '' } = metadata;
  await server.objects.podDisruptionBudgets.update(
    { namespace, name },
    (current) => withDisruption(current, pod.metadata.name ?? '', server.clock.now()),
    { subresource: 'status', dryRun },
  );
}

function withDisruption(budget: PodDisruptionBudget, pod: string, now: number): PodDisruptionBudget {
  const { status, metadata } = budget;
  const { name = '' } = metadata;
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) throw stillProcessed(budget);
  const allowed = status?.disruptionsAllowed ?? 0;
  if (status === undefined || allowed <= 0) {
    const needs = `needs ${status?.desiredHealthy ?? 0} healthy pods and has ${status?.currentHealthy ?? 0} currently`;
    throw refusal(`The disruption budget ${name} ${needs}`);
  }
  if (Object.keys(status.disruptedPods ?? {}).length > maxDisruptedPods) {
    const message = 'DisruptedPods map too big - too many evictions not confirmed by PDB controller';
    throw forbidden({ group: 'policy', resource: 'poddisruptionbudget' }, name, message);
  }
  const left = { ...status, disruptionsAllowed: allowed - 1 };
  const disruptedPods = { ...status.disruptedPods, [pod]: formatTime(now) };
  return { ...budget, status: { ...(allowed === 1 ? withoutDisruptions(left, now) : left), disruptedPods } };
}

type BudgetStatus = NonNullable<PodDisruptionBudget['status']>;

function withoutDisruptions(status: BudgetStatus, now: number): BudgetStatus {
  const condition = {
    ...{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', message: '' },
    ...(status.observedGeneration !== undefined && { observedGeneration: status.observedGeneration }),
    lastTransitionTime: formatTime(now),
  };
  return { ...status, conditions: setCondition(status.conditions, condition, now) };
}

/** Says in the Pod's status why it goes; where `resourceVersion` is given, of no other than this Pod. */
async function markDisrupted(server: ServerContext, pod: Pod, resourceVersion: string | undefined): Promise<void> {
  const { namespace = '', name = '' } = pod.metadata;
  const reason = { reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' };
  const condition = { type: 'DisruptionTarget', status: 'True', ...reason };
  await server.objects.pods.update(
    { namespace, name },
    ({ metadata, status, ...rest }) => ({
      ...rest,
      metadata: resourceVersion === undefined ? metadata : { ...metadata, resourceVersion },
      status: { ...status, conditions: setCondition(status?.conditions, condition, server.clock.now()) },
    }),
    { subresource: 'status' },
  );
}

function stillProcessed({ metadata }: PodDisruptionBudget): StatusError {
  return refusal(`The disruption budget ${metadata.name} is still being processed by the server.`, 10);
}

function refusal(message: string, retryAfterSeconds = 0): StatusError {
  const { status } = tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.");
  const details = {
    causes: [{ reason: 'DisruptionBudget', message }],
    ...(retryAfterSeconds > 0 && { retryAfterSeconds }),
  };
  return new StatusError({ ...status, details });
}
