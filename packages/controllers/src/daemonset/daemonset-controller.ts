import {
  type ControllerRevision,
  type DaemonSet,
  deepEqual,
  isPodTerminal,
  keyOf,
  type Node,
  type ObjectKey,
  type Pod,
  type ResourceType,
  resources,
} from '@sampan/api';
import {
  type Action,
  type ControllerContext,
  type ControllerDefinition,
  createAction,
  defineController,
  deleteAction,
  eventAction,
  index,
  type Outcome,
  type Result,
  updateStatusAction,
  watched,
} from '@sampan/client';
import { nextAvailability } from '../shared/availability.js';
import { claimObjects } from '../shared/claim.js';
import { claimantsOf } from '../shared/claimants.js';
import { createFailureBackOff, type FailureBackOff } from '../shared/failure-back-off.js';
import { isControlledBy, orphanNamespace, orphansIndex } from '../shared/owner-reference.js';
import { firstFailure, podEvents } from '../shared/pod-events.js';
import {
  planForgetting,
  planRevisions,
  type Revisions,
  revisionHashLabel,
  writeRevisions,
} from '../shared/revisions.js';
import { selectorOf } from '../shared/selector-of.js';
import { withoutZeros } from '../shared/without-zeros.js';
import { daemonPod, nodeOf } from './daemon-pod.js';
import { type Observation, planDaemons } from './plan.js';
import { daemonSetStatus } from './status.js';

/** A Pod that fails is replaced at once, and its successors after ever longer waits, in milliseconds. */
const waits = { first: 1_000, most: 900_000 };

/*
 * Promises: one Pod of a DaemonSet on every node that its template selects and tolerates; a change of template goes
 * round as the strategy says; and a history of revisions to roll back to.
 * Reads: DaemonSets, Pods, Nodes, ControllerRevisions. Writes: Pods and ControllerRevisions (create, delete,
 * ownerReferences), DaemonSets' status, Events.
 * Runs when: a DaemonSet changes, one of its Pods or revisions changes or could be its own, a node comes, goes or changes
 * in what decides about Pods, a failed Pod may be replaced, or a ready Pod has been ready for minReadySeconds.
 */
export function daemonSetController(): ControllerDefinition<DaemonSet> {
  const backOff = createFailureBackOff(waits);
  const claimants = claimantsOf(resources.daemonSets, ({ spec }) => spec.selector);
  return defineController({
    name: 'daemonset',
    primary: resources.daemonSets,
    owns: [resources.pods, resources.controllerRevisions],
    watches: [watched(resources.pods, claimants), watched(resources.nodes, allDaemonSets, changesFit)],
    indices: [
      index(resources.pods, orphansIndex, orphanNamespace),
      index(resources.controllerRevisions, orphansIndex, orphanNamespace),
    ],
    reconcile: (key, context) => reconcile(key, context, backOff),
  });
}

async function reconcile(
  key: ObjectKey,
  context: ControllerContext,
  backOff: FailureBackOff,
): Promise<Result | undefined> {
  const set = context.lister(resources.daemonSets).get(key);
  if (set === undefined || set.metadata.deletionTimestamp !== undefined) return undefined;
  if (selectorOf(set.spec.selector).empty) {
    await context.perform([selectingAll(set)]);
    return undefined;
  }
  const revisions = await keepRevisions(set, context);
  const pods = await claim(set, resources.pods, context);
  const observed = observe(set, { pods, revisions }, context);
  const plan = planDaemons(observed, (node) => backOff.remaining(idOf(set, node), observed.now));
  const outcomes = await context.attempt([
    ...plan.creates.map((node) => createAction(resources.pods, daemonPod(set, node, observed.hash))),
    ...plan.deletes.map((pod) => deleteAction(resources.pods, pod)),
  ]);
  for (const pod of plan.deletes) if (hasFailed(pod)) backOff.failed(idOf(set, nodeOf(pod)), observed.now);
  await context.perform([...endEvents(set, outcomes), ...podEvents(set, outcomes)]);
  await forgetRevisions(observed, revisions, context);
  const availableInMs = await writeStatus(set, revisions, context);
  const failed = firstFailure(outcomes);
  if (failed !== undefined) throw failed.error;
  return sooner(plan.requeueAfterMs, availableInMs);
}

async function keepRevisions(owner: DaemonSet, context: ControllerContext): Promise<Revisions> {
  const ownerType = resources.daemonSets;
  const claimed = await claim(owner, resources.controllerRevisions, context);
  const revisions = planRevisions({ owner, ownerType, revisions: claimed, hashLabel: revisionHashLabel });
  await writeRevisions(revisions, { owner, ownerType }, context);
  return revisions;
}

function claim<T extends Pod | ControllerRevision>(
  owner: DaemonSet,
  type: ResourceType<T>,
  context: ControllerContext,
) {
  const selector = selectorOf(owner.spec.selector);
  return claimObjects(context, { owner, ownerType: resources.daemonSets, type, selector });
}

function observe(
  set: DaemonSet,
  { pods, revisions }: { pods: readonly Pod[]; revisions: Revisions },
  context: ControllerContext,
): Observation {
  const hash = revisions.current.metadata.labels?.[revisionHashLabel] ?? '';
  return { set, nodes: context.lister(resources.nodes).list(), pods, hash, now: context.clock.now() };
}

async function forgetRevisions(
  { set, pods }: Observation,
  { others }: Revisions,
  context: ControllerContext,
): Promise<void> {
  const live = new Set(pods.map(({ metadata }) => metadata.labels?.[revisionHashLabel]));
  const idle = others.filter(({ metadata }) => !live.has(metadata.labels?.[revisionHashLabel]));
  const surplus = others.length - (set.spec.revisionHistoryLimit ?? 10);
  await context.perform(planForgetting(idle, surplus));
}

/** Counts what is there after everything that was done; returns milliseconds until time alone changes the count. */
async function writeStatus(
  before: DaemonSet,
  revisions: Revisions,
  context: ControllerContext,
): Promise<number | undefined> {
  const set = context.lister(resources.daemonSets).get(keyOf(before));
  if (set === undefined || set.metadata.uid !== before.metadata.uid) return undefined;
  const owned = context.lister(resources.pods).byOwner(set.metadata.uid ?? '');
  const pods = owned.filter((pod) => isControlledBy(pod, set));
  const observed = observe(set, { pods, revisions }, context);
  const counted = daemonSetStatus(observed);
  const status = withoutZeros(counted, [
    'currentNumberScheduled',
    'numberMisscheduled',
    'desiredNumberScheduled',
    'numberReady',
  ]);
  if (!deepEqual(status, set.status)) {
    await context.perform([updateStatusAction(resources.daemonSets, { ...set, status })]);
  }
  return nextAvailability(pods, set.spec.minReadySeconds ?? 0, observed.now);
}

function selectingAll(set: DaemonSet): Action {
  const message = 'This daemon set is selecting all pods. A non-empty selector is required.';
  return eventAction(set, 'Warning', { reason: 'SelectingAll', message });
}

/** What is told of Pods that were deleted because they had ended, which no daemon should. */
function endEvents(set: DaemonSet, outcomes: readonly Outcome[]): Action[] {
  return outcomes.flatMap(({ action, error }) => {
    if (action.verb !== 'delete' || error !== undefined) return [];
    const pod = action.object as Pod;
    if (!isPodTerminal(pod)) return [];
    const { namespace, name } = keyOf(pod);
    const found = (phase: string, verb: string) =>
      `Found ${phase} daemon pod ${namespace}/${name} on node ${nodeOf(pod)}, will try to ${verb} it`;
    return hasFailed(pod)
      ? [eventAction(set, 'Warning', { reason: 'FailedDaemonPod', message: found('failed', 'kill') })]
      : [eventAction(set, 'Normal', { reason: 'SucceededDaemonPod', message: found('succeeded', 'delete') })];
  });
}

function hasFailed({ status }: Pod): boolean {
  return status?.phase === 'Failed';
}

function idOf({ metadata }: DaemonSet, nodeName: string): string {
  return `${metadata.uid}/${nodeName}`;
}

function sooner(a: number | undefined, b: number | undefined): Result | undefined {
  if (a === undefined && b === undefined) return undefined;
  return { requeueAfterMs: Math.min(a ?? Number.POSITIVE_INFINITY, b ?? Number.POSITIVE_INFINITY) };
}

/** Every node decides about every DaemonSet. */
function allDaemonSets(_node: Node, context: ControllerContext): ObjectKey[] {
  return context.lister(resources.daemonSets).list().map(keyOf);
}

function changesFit({ metadata, spec }: Node, old: Node): boolean {
  return !deepEqual(metadata.labels, old.metadata.labels) || !deepEqual(spec?.taints, old.spec?.taints);
}
