import {
  badRequest,
  type Eviction,
  isPodTerminal,
  type KubernetesObject,
  labelSelectorAsSelector,
  notFound,
  type Pod,
  type PodDisruptionBudget,
  StatusError,
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

async function evict({ key, body, user, server, ...request }: ActionRequest): Promise<KubernetesObject> {
  const eviction = body as Eviction;
  const dryRun = request.dryRun || eviction.deleteOptions?.dryRun?.includes('All') === true;
  if (eviction.metadata?.name !== undefined && eviction.metadata.name !== key.name) {
    throw badRequest('name in URL does not match name in Eviction object');
  }
  const pod = server.objects.pods.get(key.namespace, key.name);
  if (pod === undefined) throw notFound({ group: '', resource: 'pods' }, key.name);
  if (needsPermission(pod)) await takeDisruption(server, pod, dryRun);
  const { gracePeriodSeconds, preconditions } = eviction.deleteOptions ?? {};
  await server.objects.pods.delete(key, {
    user,
    dryRun,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions === undefined ? {} : { preconditions }),
  });
  return success(201);
}

/** Pods that have ended, have not begun, or are on their way out are missed by nobody. */
function needsPermission(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.status?.phase !== 'Pending' && pod.metadata.deletionTimestamp === undefined;
}

/** Takes one of the disruptions that the Pod's budget allows, so that two evictions cannot take the same. */
async function takeDisruption(server: ServerContext, pod: Pod, dryRun: boolean): Promise<void> {
  const { namespace = '', name = '', labels = {} } = pod.metadata;
  const all = await server.objects.podDisruptionBudgets.list(namespace);
  const [budget, ...others] = all.filter(({ spec }) => labelSelectorAsSelector(spec.selector).matches(labels));
  if (budget === undefined) return;
  if (others.length > 0) {
    throw new StatusError({
      ...tooManyRequests('').status,
      code: 500,
      reason: 'InternalError',
      message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
      details: {},
    });
  }
  const key = { namespace, name: budget.metadata.name ?? '' };
  await server.objects.podDisruptionBudgets.update(
    key,
    (current) => withDisruption(current, name, new Date(server.clock.now()).toISOString()),
    { subresource: 'status', dryRun },
  );
}

function withDisruption(budget: PodDisruptionBudget, pod: string, time: string): PodDisruptionBudget {
  const { status, metadata } = budget;
  const { name = '' } = metadata;
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    throw refusal(`The disruption budget ${name} is still being processed by the server.`);
  }
  const allowed = status?.disruptionsAllowed ?? 0;
  if (status === undefined || allowed <= 0) {
    const needs = `needs ${status?.desiredHealthy ?? 0} healthy pods and has ${status?.currentHealthy ?? 0} currently`;
    throw refusal(`The disruption budget ${name} ${needs}`);
  }
  return {
    ...budget,
    status: {
      ...status,
      disruptionsAllowed: allowed - 1,
      disruptedPods: { ...status.disruptedPods, [pod]: `${time.slice(0, 19)}Z` },
    },
  };
}

function refusal(message: string): StatusError {
  const error = tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", 10);
  return new StatusError({ ...error.status, details: { causes: [{ reason: 'DisruptionBudget', message }] } });
}
