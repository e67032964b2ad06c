import { labelSelectorAsSelector, type Pod, type PodAffinityTerm } from '@sampan/api';

/** A term of a Pod's affinity or anti-affinity, made fast to ask. */
export interface AffinityTerm {
  readonly topologyKey: string;
  /** How much it counts where it is a wish. */
  readonly weight: number;
  /** Says in full which Pods it is about: terms of the same description are about the same Pods. */
  readonly description: string;
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

/** The labels of a namespace, as they are when it is asked. */
type NamespaceLabels = (name: string) => Record<string, string>;

export function affinityTermsOf(pod: Pod, namespaceLabels: NamespaceLabels): AffinityTerms {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  const compile = (term: PodAffinityTerm, weight = 1) => compileTerm(term, { owner: pod, weight, namespaceLabels });
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
  { owner, weight, namespaceLabels }: { owner: Pod; weight: number; namespaceLabels: NamespaceLabels },
): AffinityTerm {
  const selector = labelSelector && labelSelectorAsSelector(labelSelector);
  const spaces = namespaceSelector && labelSelectorAsSelector(namespaceSelector);
  const names = namespaces.length === 0 && spaces === undefined ? [owner.metadata.namespace ?? ''] : namespaces;
  const inNamespaces = (name: string) => names.includes(name) || (spaces?.matches(namespaceLabels(name)) ?? false);
  return {
    topologyKey,
    weight,
    description: JSON.stringify([names, spaces?.toString(), selector?.toString()]),
    matches: ({ metadata }) => inNamespaces(metadata.namespace ?? '') && (selector?.matches(metadata.labels) ?? false),
  };
}
