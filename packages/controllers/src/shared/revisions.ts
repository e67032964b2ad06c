import {
  type ControllerRevision,
  type DaemonSet,
  deepEqual,
  isAlreadyExists,
  type KubernetesObject,
  keyOf,
  type ResourceType,
  resources,
  type StatefulSet,
} from '@sampan/api';
import {
  type Action,
  type ControllerContext,
  createAction,
  deleteAction,
  isFailure,
  updateAction,
  updateStatusAction,
} from '@sampan/client';
import { controllerReference, isControlledBy } from './owner-reference.js';
import { templateHash } from './template-hash.js';

/** The label by which Pods say of which revision they are. */
export const revisionHashLabel = 'controller-revision-hash';

/** Longer names of owners are cut off, so that a dash and a hash have room behind them. */
const longestPrefix = 223;

type Owner = DaemonSet | StatefulSet;

export interface RevisionsObservation<T extends Owner> {
  owner: T;
  ownerType: ResourceType<T>;
  /** The revisions that it controls. */
  revisions: readonly ControllerRevision[];
  /** The label under which a revision has its hash. */
  hashLabel: string;
}

/** The revisions of a workload's template, told apart. */
export interface Revisions {
  /** That of the current template, as it should be. */
  current: ControllerRevision;
  /** All others, oldest first. */
  others: ControllerRevision[];
  /** What makes `current` so. */
  actions: Action[];
}

/**
 * Finds the revision of the current template, or plans one; it has the highest number of all. That of an old template
 * which is the current one again is numbered anew.
 */
export function planRevisions<T extends Owner>(observed: RevisionsObservation<T>): Revisions {
  const { owner, revisions } = observed;
  const sorted = [...revisions].sort(byNumber);
  const data = dataOf(owner);
  const found = sorted.filter((revision) => deepEqual(revision.data, data)).at(-1);
  const others = sorted.filter((revision) => revision !== found);
  const number = Math.max(0, ...others.map(({ revision }) => revision)) + 1;
  if (found === undefined) {
    const current = newRevision(observed, number);
    return { current, others, actions: [createAction(resources.controllerRevisions, current)] };
  }
  if (found.revision >= number) return { current: found, others, actions: [] };
  const current = { ...found, revision: number };
  return { current, others, actions: [updateAction(resources.controllerRevisions, current)] };
}

function newRevision<T extends Owner>(
  { owner, ownerType, hashLabel }: RevisionsObservation<T>,
  revision: number,
): ControllerRevision {
  const { namespace, name = '', annotations } = owner.metadata;
  const { template } = owner.spec;
  const hash = templateHash(template, owner.status?.collisionCount);
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      namespace,
      name: `${name.slice(0, longestPrefix)}-${hash}`,
      labels: { ...template.metadata?.labels, [hashLabel]: hash },
      ...(annotations && { annotations }),
      ownerReferences: [controllerReference(owner, ownerType)],
    },
    data: dataOf(owner),
    revision,
  };
}

/** A strategic merge patch that gives the owner this template: so rollbacks are made. */
function dataOf({ spec }: Owner): Record<string, unknown> {
  return { spec: { template: { ...spec.template, $patch: 'replace' } } };
}

/** Oldest first; of one number, by age and name. */
function byNumber(a: ControllerRevision, b: ControllerRevision): number {
  if (a.revision !== b.revision) return a.revision - b.revision;
  const [left, right] = [a, b].map(({ metadata }) => `${metadata.creationTimestamp} ${metadata.name}`) as [
    string,
    string,
  ];
  return left < right ? -1 : 1;
}

/** Deletes the oldest of those that nobody is of any more, which are sorted, as far as there are too many. */
export function planForgetting(idle: readonly ControllerRevision[], surplus: number): Action[] {
  return idle.slice(0, Math.max(surplus, 0)).map((revision) => deleteAction(resources.controllerRevisions, revision));
}

/**
 * Writes the current revision. Where another object has its name already, the owner counts a collision, which gives it
 * another name at the next attempt.
 */
export async function writeRevisions<T extends Owner>(
  { current, actions }: Revisions,
  { owner, ownerType }: Pick<RevisionsObservation<T>, 'owner' | 'ownerType'>,
  context: ControllerContext,
): Promise<void> {
  const failed = (await context.follow(actions)).find(isFailure);
  if (failed === undefined) return;
  const existing = context.lister(resources.controllerRevisions).get(keyOf(current));
  if (isAlreadyExists(failed.error) && existing !== undefined && !isSame(existing, current, owner)) {
    const status = { ...owner.status, collisionCount: (owner.status?.collisionCount ?? 0) + 1 };
    await context.perform([updateStatusAction(ownerType, { ...owner, status } as T)]);
  }
  throw failed.error;
}

function isSame(existing: ControllerRevision, wanted: ControllerRevision, owner: KubernetesObject): boolean {
  return isControlledBy(existing, owner) && deepEqual(existing.data, wanted.data);
}
