import {
  controllerOf,
  type Deployment,
  type KubernetesObject,
  type ObjectKey,
  type OwnerReference,
  type Pod,
  type PodDisruptionBudget,
  type ReplicaSet,
  type ReplicationController,
  type ResourceType,
  resources,
  type StatefulSet,
} from '@sampan/api';
import { type ControllerContext, defineController, type Result, watched } from '@sampan/client';
import { selectorOf } from '../shared/selector-of.js';
import { planBudget } from './plan.js';

/*
 * Promises: the status of a PodDisruptionBudget says how many of its Pods may be evicted now.
 * Reads: PodDisruptionBudgets, Pods, and what controls Pods, for how many there should be. Writes: PodDisruptionBudgets'
 * status, Events.
 * Runs when: a budget changes, one of the Pods that it selects changes, the size of what controls some changes, or an
 * eviction has not become a deletion in time.
 */
export const disruptionController = defineController({
  name: 'disruption',
  primary: resources.podDisruptionBudgets,
  watches: [
    watched(resources.pods, budgetsOf),
    watched(resources.replicaSets, budgetsOfOwned, hasOtherSize),
    watched(resources.replicationControllers, budgetsOfOwned, hasOtherSize),
    watched(resources.statefulSets, budgetsOfOwned, hasOtherSize),
    watched(resources.deployments, budgetsOfOwned, hasOtherSize),
  ],
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<Result | undefined> {
  const budget = context.lister(resources.podDisruptionBudgets).get(key);
  if (budget === undefined) return undefined;
  const selector = selectorOf(budget.spec?.selector);
  const pods = context
    .lister(resources.pods)
    .list({ namespace: key.namespace })
    .filter(({ metadata }) => selector.matches(metadata.labels));
  const scaleOf = (pod: Pod) => controllerScale(pod, context);
  const { actions, requeueAfterMs } = planBudget(budget, { pods, scaleOf, now: context.clock.now() });
  await context.perform(actions);
  return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
}

/** How many Pods what controls `pod` should have: the Deployment, where it is one of a Deployment's ReplicaSet. */
function controllerScale(pod: Pod, context: ControllerContext): ControllerScale | undefined {
  const owner = controllerOf(pod);
  if (owner === undefined) return undefined;
  const { namespace = '', name = '' } = pod.metadata;
  const found = sized(owner, namespace, context);
  if (found === undefined) return { uid: owner.uid, problem: problemOf(owner, name) };
  const parent = owner.kind === 'ReplicaSet' ? controllerOf(found) : undefined;
  const whole = parent && sized(parent, namespace, context);
  const { metadata, spec } = whole ?? found;
  return { uid: metadata.uid ?? '', replicas: spec?.replicas ?? 1 };
}

/** What controls a Pod, and how many Pods that should have, or why nobody knows. */
export type ControllerScale = { readonly uid: string } & ({ readonly replicas: number } | { readonly problem: string });

/** What has a size. */
type Workload = Deployment | ReplicaSet | ReplicationController | StatefulSet;

const sizedTypes: readonly ResourceType<Workload>[] = [
  resources.deployments,
  resources.replicaSets,
  resources.replicationControllers,
  resources.statefulSets,
];

/** The object that `owner` names, if it is of a kind with a size. */
function sized(
  { kind, name, uid }: OwnerReference,
  namespace: string,
  context: ControllerContext,
): Workload | undefined {
  const type = sizedTypes.find((candidate) => candidate.kind === kind);
  const found = type && context.lister<Workload>(type).get({ namespace, name });
  return found?.metadata.uid === uid ? found : undefined;
}

function problemOf({ apiVersion, kind }: OwnerReference, pod: string): string {
  if (sizedTypes.some((type) => type.kind === kind)) return `found no controllers for pod "${pod}"`;
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [];
  const resource = `${kind.toLowerCase()}s${group === '' ? '' : `.${group}`}`;
  return `${resource} does not implement the scale subresource`;
}

function budgetsOf({ metadata }: KubernetesObject, context: ControllerContext): ObjectKey[] {
  return budgetsWhere(metadata.namespace ?? '', context, (budget) =>
    selectorOf(budget.spec?.selector).matches(metadata.labels),
  );
}

/** The budgets that the Pods of a template could have. */
function budgetsOfOwned({ metadata, spec }: Workload, context: ControllerContext): ObjectKey[] {
  const labels = spec?.template?.metadata?.labels;
  return budgetsWhere(metadata.namespace ?? '', context, (budget) => selectorOf(budget.spec?.selector).matches(labels));
}

function budgetsWhere(
  namespace: string,
  context: ControllerContext,
  matches: (budget: PodDisruptionBudget) => boolean,
): ObjectKey[] {
  return context
    .lister(resources.podDisruptionBudgets)
    .list({ namespace })
    .filter(matches)
    .map(({ metadata }) => ({ namespace, name: metadata.name ?? '' }));
}

function hasOtherSize(object: Workload, old: Workload): boolean {
  return object.spec?.replicas !== old.spec?.replicas;
}
