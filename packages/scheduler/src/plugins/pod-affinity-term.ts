import { labelSelectorAsSelector, type Pod, type PodAffinityTerm } from '@sampan/api';
import type { Snapshot } from '../state/cluster-state.js';

/** A term of a Pod's affinity or anti-affinity, made fast to ask. */
export interface AffinityTerm {
  readonly topologyKey: string;
  /** How much it counts where it is a wish. */
  readonly weight: number;
  /** Whether the term is about `pod`: by its namespace and its labels. */
  matches(pod: Pod): boolean;
}

/** What a Pod wants of other Pods: `required` and `preferred` near, `forbidden` and `avoided` far. */
export interface AffinityTerms {
  readonly required: readonly AffinityTerm[];
  readonly preferred: readonly AffinityTerm[];
  readonly forbidden: readonly AffinityTerm[];
  readonly avoided: readonly AffinityTerm[];
}

export function affinityTermsOf(pod: Pod, snapshot: Snapshot): AffinityTerms {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  const compile = (term: PodAffinityTerm, weight = 1) => compileTerm(term, { owner: pod, weight, snapshot });
  const wishes = (list: { weight: number; podAffinityTerm: PodAffinityTerm }[] = []) =>
    list.map(({ podAffinityTerm, weight }) => compile(podAffinityTerm, weight));
  return {
    required: (podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => compile(term)),
    preferred: wishes(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    forbidden: (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => compile(term)),
    avoided: wishes(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
  };
}

/** Namespaces by name and by label; neither: the namespace of the Pod whose term it is. No selector: no Pod. */
function compileTerm(
  { topologyKey, labelSelector, namespaces = [], namespaceSelector }: PodAffinityTerm,
  { owner, weight, snapshot }: { owner: Pod; weight: number; snapshot: Snapshot },
): AffinityTerm {
  const selector = labelSelector && labelSelectorAsSelector(labelSelector);
  const spaces = namespaceSelector && labelSelectorAsSelector(namespaceSelector);
  const names = namespaces.length === 0 && spaces === undefined ? [owner.metadata.namespace ?? ''] : namespaces;
  const inNamespaces = (name: string) =>
    names.includes(name) || (spaces?.matches(snapshot.namespaceLabels(name)) ?? false);
  return {
    topologyKey,
    weight,
    matches: ({ metadata }) => inNamespaces(metadata.namespace ?? '') && (selector?.matches(metadata.labels) ?? false),
  };
}
