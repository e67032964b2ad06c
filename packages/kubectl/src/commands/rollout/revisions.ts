import {
  type ControllerRevision,
  type Deployment,
  type PodTemplateSpec,
  type ReplicaSet,
  resources,
  resourceType,
  strategicMergePatch,
  type UnstructuredObject,
} from '@sampan/api';
import { mergeMetadata } from '@sampan/api/merge-metadata';
import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';
import type { ObjectInfo } from '../../framework/read-objects.js';
import { groupKind } from './rollout-selection.js';

/** One revision of an object with a rollout. */
export interface Revision {
  number: number;
  changeCause: string;
  template: PodTemplateSpec;
  /** What `-o json` shows of it: the replica set of a deployment, the object as it was for the others. */
  object: UnstructuredObject;
  /** The replica set, or the controller revision, that keeps it. */
  keeper: UnstructuredObject;
}

const controllerRevisions = resourceType<ControllerRevision>('apps/v1', 'ControllerRevision', {
  plural: 'controllerrevisions',
  namespaced: true,
});

const changeCauseAnnotation = 'kubernetes.io/change-cause';
export const revisionAnnotation = 'deployment.kubernetes.io/revision';

/** The revisions of `info.object` that its controller still keeps, oldest first. `role` is for the error. */
export async function readRevisions(
  context: Context,
  info: ObjectInfo,
  role: 'history' | 'rollbacker',
): Promise<Revision[]> {
  switch (groupKind(info.type)) {
    case 'Deployment.apps':
      return (await replicaSetsOf(context, info)).flatMap(revisionOfReplicaSet).sort(byNumber);
    case 'DaemonSet.apps':
    case 'StatefulSet.apps':
      return (await controllerRevisionsOf(context, info)).map((keeper) => storedRevision(info, keeper)).sort(byNumber);
    default: {
      const subject = role === 'history' ? 'history viewer' : 'rollbacker';
      throw new CommandError(`no ${subject} has been implemented for ${JSON.stringify(groupKind(info.type))}`);
    }
  }
}

const byNumber = (left: Revision, right: Revision) => left.number - right.number;

async function replicaSetsOf(context: Context, { namespace, object }: ObjectInfo): Promise<ReplicaSet[]> {
  const { labelSelectorAsSelector } = await import('@sampan/api');
  const labelSelector = labelSelectorAsSelector((object as unknown as Deployment).spec?.selector).toString();
  const { items } = await (await context.client()).resource(resources.replicaSets).list({ namespace, labelSelector });
  return items.filter((replicaSet) => isControlledBy(replicaSet, object));
}

async function controllerRevisionsOf(
  context: Context,
  { namespace, object }: ObjectInfo,
): Promise<ControllerRevision[]> {
  const { labelSelectorAsSelector } = await import('@sampan/api');
  const labelSelector = labelSelectorAsSelector((object as unknown as Deployment).spec?.selector).toString();
  const { items } = await (await context.client()).resource(controllerRevisions).list({ namespace, labelSelector });
  return items.filter((revision) => isControlledBy(revision, object));
}

function isControlledBy(dependent: Pick<UnstructuredObject, 'metadata'>, { metadata }: UnstructuredObject): boolean {
  return (dependent.metadata.ownerReferences ?? []).some((owner) => owner.controller && owner.uid === metadata.uid);
}

/** None for a replica set that no rollout has numbered yet. */
function revisionOfReplicaSet(replicaSet: ReplicaSet): Revision[] {
  const number = Number(replicaSet.metadata.annotations?.[revisionAnnotation]);
  if (!Number.isInteger(number)) return [];
  const changeCause = replicaSet.metadata.annotations?.[changeCauseAnnotation] ?? '';
  const template = replicaSet.spec?.template ?? {};
  const annotations = { ...template.metadata?.annotations, [changeCauseAnnotation]: changeCause };
  const object = replicaSet as unknown as UnstructuredObject;
  return [
    {
      number,
      changeCause,
      template: changeCause === '' ? template : { ...template, metadata: { ...template.metadata, annotations } },
      object,
      keeper: object,
    },
  ];
}

/** Controller revisions keep a strategic merge patch that turns the object into what it was. */
function storedRevision({ type, object }: ObjectInfo, keeper: ControllerRevision): Revision {
  const schema = mergeMetadata(type) ?? { strategies: [], child: () => undefined };
  const restored = strategicMergePatch(object, (keeper.data ?? {}) as Record<string, unknown>, schema as never);
  return {
    number: keeper.revision,
    changeCause: keeper.metadata.annotations?.[changeCauseAnnotation] ?? '',
    template: (restored.spec as { template?: PodTemplateSpec }).template ?? {},
    object: restored as unknown as UnstructuredObject,
    keeper: keeper as unknown as UnstructuredObject,
  };
}
