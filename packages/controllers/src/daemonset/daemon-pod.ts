import {
  type Affinity,
  type DaemonSet,
  deepEqual,
  type Pod,
  type PodSpec,
  resources,
  type Toleration,
} from '@sampan/api';
import { controllerReference } from '../shared/owner-reference.js';
import { podFromTemplate } from '../shared/pod-from-template.js';
import { revisionHashLabel } from '../shared/revisions.js';

const templateGenerationAnnotation = 'deprecated.daemonset.template.generation';
const templateGenerationLabel = 'pod-template-generation';
const nodeNameField = 'metadata.name';

/** The Pod of `set` for one node, not yet created: only there can the scheduler bind it. */
export function daemonPod(set: DaemonSet, nodeName: string, hash: string): Pod {
  const { template } = set.spec;
  const generation = templateGenerationOf(set);
  const labels = {
    ...template.metadata?.labels,
    ...(generation !== undefined && { [templateGenerationLabel]: generation }),
    [revisionHashLabel]: hash,
  };
  const spec = { containers: [], ...template.spec };
  const bound = { ...spec, tolerations: tolerationsOf(spec), affinity: affinityTo(nodeName, spec.affinity) };
  const own = { ...template, metadata: { ...template.metadata, labels }, spec: bound };
  return podFromTemplate(set, own, controllerReference(set, resources.daemonSets));
}

function templateGenerationOf({ metadata }: DaemonSet): string | undefined {
  return metadata.annotations?.[templateGenerationAnnotation];
}

/** Whether `pod` is of the current template of `set`, of which `hash` is the hash. */
export function isUpdated({ metadata: { labels = {} } }: Pod, set: DaemonSet, hash: string): boolean {
  const generation = templateGenerationOf(set);
  return (
    labels[revisionHashLabel] === hash || (generation !== undefined && labels[templateGenerationLabel] === generation)
  );
}

/** The tolerations of the template, and those that let a daemon run where nothing else would. */
export function tolerationsOf({ tolerations = [], hostNetwork }: PodSpec): Toleration[] {
  const added = hostNetwork ? [...always, networkUnavailable] : always;
  return [...tolerations, ...added.filter((toleration) => !tolerations.some((own) => deepEqual(own, toleration)))];
}

function tolerating(problem: string, effect: string): Toleration {
  return { key: `node.kubernetes.io/${problem}`, operator: 'Exists', effect };
}

const always = [
  tolerating('not-ready', 'NoExecute'),
  tolerating('unreachable', 'NoExecute'),
  tolerating('disk-pressure', 'NoSchedule'),
  tolerating('memory-pressure', 'NoSchedule'),
  tolerating('pid-pressure', 'NoSchedule'),
  tolerating('unschedulable', 'NoSchedule'),
];
const networkUnavailable = tolerating('network-unavailable', 'NoSchedule');

/** What the template requires of nodes was looked at when the node was chosen: only its name is required now. */
function affinityTo(nodeName: string, affinity: Affinity = {}): Affinity {
  const matchFields = [{ key: nodeNameField, operator: 'In', values: [nodeName] }];
  const required = { nodeSelectorTerms: [{ matchFields }] };
  const nodeAffinity = { ...affinity.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: required };
  return { ...affinity, nodeAffinity };
}

/** The node that a daemon's Pod runs on, or is meant for. */
export function nodeOf({ spec }: Pod): string {
  if (spec.nodeName) return spec.nodeName;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const fields = terms.flatMap(({ matchFields = [] }) => matchFields);
  const named = fields.find(({ key, operator }) => key === nodeNameField && operator === 'In');
  return named?.values?.[0] ?? '';
}
