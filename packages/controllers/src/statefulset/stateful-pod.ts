import {
  type ControllerRevision,
  deepEqual,
  type PersistentVolumeClaim,
  type Pod,
  type PodTemplateSpec,
  resources,
  type StatefulSet,
  type Volume,
} from '@sampan/api';
import { controllerReference } from '../shared/owner-reference.js';
import { revisionHashLabel } from '../shared/revisions.js';

const podNameLabel = 'statefulset.kubernetes.io/pod-name';
const podIndexLabel = 'apps.kubernetes.io/pod-index';

/** The numbers of the Pods that `set` is to have. */
export function ordinalsOf({ spec }: StatefulSet): number[] {
  const start = spec.ordinals?.start ?? 0;
  return Array.from({ length: spec.replicas ?? 1 }, (_, position) => start + position);
}

/** The number of `set`'s Pod `pod`; undefined for one that cannot be its own by name. */
export function ordinalOf(set: StatefulSet, { metadata: { name = '' } }: Pod): number | undefined {
  const prefix = `${set.metadata.name}-`;
  const number = name.slice(prefix.length);
  return name.startsWith(prefix) && /^(0|[1-9]\d*)$/.test(number) ? Number(number) : undefined;
}

/** The name of the revision that `pod` was made from. */
export function revisionNameOf({ metadata }: Pod): string {
  return metadata.labels?.[revisionHashLabel] ?? '';
}

/** The Pod of a number, as `revision` describes it, not yet created. */
export function statefulPod(set: StatefulSet, ordinal: number, revision: ControllerRevision): Pod {
  const template = templateOf(revision);
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const { namespace, name: setName } = set.metadata;
  const name = `${setName}-${ordinal}`;
  const { serviceName } = set.spec;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace,
      name,
      labels: { ...labels, [revisionHashLabel]: revision.metadata.name ?? '', ...identityOf(name, ordinal) },
      ...(annotations && { annotations }),
      ...(finalizers && { finalizers }),
      ownerReferences: [controllerReference(set, resources.statefulSets)],
    },
    spec: {
      containers: [],
      ...template.spec,
      hostname: name,
      ...(serviceName && { subdomain: serviceName }),
      volumes: volumesOf(set, ordinal, template),
    },
  };
}

/** The template that a revision keeps. */
function templateOf({ data }: ControllerRevision): PodTemplateSpec {
  const { template } = (data as { spec: { template: PodTemplateSpec & { $patch?: string } } }).spec;
  const { $patch: _, ...own } = template;
  return own;
}

/** The labels by which a Pod can be told from its siblings. */
function identityOf(name: string, ordinal: number): Record<string, string> {
  return { [podNameLabel]: name, [podIndexLabel]: String(ordinal) };
}

/** `pod` with the labels of its identity; the same object when it has them. */
export function withIdentity(pod: Pod, ordinal: number): Pod {
  const { name = '', labels } = pod.metadata;
  const wanted = { ...labels, ...identityOf(name, ordinal) };
  return deepEqual(labels, wanted) ? pod : { ...pod, metadata: { ...pod.metadata, labels: wanted } };
}

/** A claim takes the place of a volume of its name. */
function volumesOf(set: StatefulSet, ordinal: number, { spec }: PodTemplateSpec): Volume[] {
  const claimed = claimsOf(set, ordinal).map(({ volume, claim }) => ({
    name: volume,
    persistentVolumeClaim: { claimName: claim.metadata.name ?? '' },
  }));
  const names = new Set(claimed.map(({ name }) => name));
  return [...claimed, ...(spec?.volumes ?? []).filter(({ name }) => !names.has(name))];
}

/** The claims that the Pod of a number uses, not yet created, and under which name it knows each. */
export function claimsOf(set: StatefulSet, ordinal: number): { volume: string; claim: PersistentVolumeClaim }[] {
  const { namespace, name: setName } = set.metadata;
  return (set.spec.volumeClaimTemplates ?? []).map(({ metadata, spec }) => {
    const { name = '', labels, annotations } = metadata ?? {};
    const claim: PersistentVolumeClaim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        namespace,
        name: `${name}-${setName}-${ordinal}`,
        labels: { ...labels, ...set.spec.selector.matchLabels },
        ...(annotations && { annotations }),
      },
      ...(spec && { spec }),
    };
    return { volume: name, claim };
  });
}
