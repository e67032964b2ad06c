import {
  type Deployment,
  deepEqual,
  keyOf,
  labelSelectorAsSelector,
  type PodTemplateSpec,
  type ReplicaSet,
  resources,
} from '@sampan/api';
import { type DescribeContext, defineDescriber } from './describer.js';
import { field } from './lines.js';
import { conditionLines } from './parts/conditions.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';
import { podTemplateLines } from './parts/pod-template.js';
import { formatTime } from './values.js';

export const deploymentDescriber = defineDescriber<Deployment>({
  group: 'apps',
  kind: 'Deployment',
  async describe(deployment, context) {
    const { metadata, spec, status = {} } = deployment;
    const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status;
    return [
      ...nameLines(deployment),
      field('CreationTimestamp', formatTime(metadata.creationTimestamp)),
      ...labelAndAnnotationLines(deployment),
      field('Selector', labelSelectorAsSelector(spec.selector)),
      field(
        'Replicas',
        `${spec.replicas ?? 0} desired | ${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${unavailableReplicas} unavailable`,
      ),
      field('StrategyType', spec.strategy?.type ?? ''),
      field('MinReadySeconds', spec.minReadySeconds ?? 0),
      ...strategyLines(deployment),
      ...podTemplateLines(spec.template),
      ...conditionLines(status.conditions),
      ...replicaSetLines(deployment, await ownReplicaSets(deployment, context)),
      ...(await context.eventLines(deployment)),
    ];
  },
});

function strategyLines({ spec }: Deployment): string[] {
  const rollingUpdate = spec.strategy?.rollingUpdate;
  if (!rollingUpdate) return [];
  const { maxUnavailable = '<nil>', maxSurge = '<nil>' } = rollingUpdate;
  return [field('RollingUpdateStrategy', `${maxUnavailable} max unavailable, ${maxSurge} max surge`)];
}

/** The replica sets of the deployment, the oldest first; none if they cannot be read. */
async function ownReplicaSets(deployment: Deployment, { client, chunkSize }: DescribeContext): Promise<ReplicaSet[]> {
  try {
    const { items } = await client.resource(resources.replicaSets).list({
      namespace: keyOf(deployment).namespace,
      labelSelector: labelSelectorAsSelector(deployment.spec.selector).toString(),
      ...(chunkSize > 0 && { pageSize: chunkSize }),
    });
    return items.filter(({ metadata }) =>
      metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === deployment.metadata.uid),
    );
  } catch {
    return [];
  }
}

/** Old and new sets, by age: the new one is the oldest whose template is the deployment's. */
function replicaSetLines(deployment: Deployment, sets: readonly ReplicaSet[]): string[] {
  if (sets.length === 0) return [];
  const sorted = [...sets].sort((a, b) => createdAt(a) - createdAt(b) || (keyOf(a).name < keyOf(b).name ? -1 : 1));
  const current = sorted.find(({ spec }) => isSameTemplate(spec.template, deployment.spec.template));
  const old = sorted.filter((set) => set !== current);
  return [
    field('OldReplicaSets', replicaSetsText(old)),
    field('NewReplicaSet', replicaSetsText(current === undefined ? [] : [current])),
  ];
}

function replicaSetsText(sets: readonly ReplicaSet[]): string {
  const texts = sets.map(
    ({ metadata, spec, status }) =>
      `${metadata.name} (${status?.replicas ?? 0}/${spec.replicas ?? 0} replicas created)`,
  );
  return texts.join(', ') || '<none>';
}

/** Templates are equal if they only differ in the label that tells replica sets apart. */
function isSameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec): boolean {
  return deepEqual(withoutHash(a), withoutHash(b));
}

function withoutHash(template: PodTemplateSpec | undefined): unknown {
  const { 'pod-template-hash': _, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels } };
}

function createdAt({ metadata }: ReplicaSet): number {
  return Date.parse(metadata.creationTimestamp ?? '') || 0;
}
