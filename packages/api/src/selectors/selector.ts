import type { LabelSelector } from '../generated/types.js';
import {
  expressionOperator,
  formatRequirement,
  newRequirement,
  type Requirement,
  requirementMatches,
} from './requirement.js';

/** Decides which labels match. All requirements have to hold; none means everything. */
export interface Selector {
  readonly requirements: readonly Requirement[];
  /** Whether it matches everything. */
  readonly empty: boolean;
  matches(labels: Record<string, string> | undefined): boolean;
  /** The form that the `labelSelector` query parameter takes. */
  toString(): string;
}

/** Matches every object. */
export const everything: Selector = selectorOf([]);

/** Matches no object: what an absent LabelSelector means. */
export const nothing: Selector = { requirements: [], empty: false, matches: () => false, toString: () => '' };

/** A selector of `requirements`, kept in the order of their keys. */
export function selectorOf(requirements: readonly Requirement[]): Selector {
  const sorted = [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return {
    requirements: sorted,
    empty: sorted.length === 0,
    matches: (labels = {}) => {
      for (const requirement of sorted) if (!requirementMatches(requirement, labels)) return false;
      return true;
    },
    toString: () => sorted.map(formatRequirement).join(','),
  };
}

/**
 * The selector of a `metav1.LabelSelector`: absent selects nothing, empty selects everything. Throws a
 * {@link SelectorError} for operators and values that Kubernetes refuses.
 */
export function labelSelectorAsSelector(labelSelector: LabelSelector | null | undefined): Selector {
  if (labelSelector === undefined || labelSelector === null) return nothing;
  return selectorOf([
    ...Object.entries(labelSelector.matchLabels ?? {}).map(([key, value]) => newRequirement(key, '=', [value])),
    ...(labelSelector.matchExpressions ?? []).map(({ key, operator, values }) =>
      newRequirement(key, expressionOperator(operator), values ?? []),
    ),
  ]);
}

/** The selector of exactly these labels, as ReplicationControllers and Services have it. */
export function labelSetSelector(labels: Record<string, string> | undefined): Selector {
  return selectorOf(
    Object.entries(labels ?? {}).map(([key, value]): Requirement => ({ key, operator: '=', values: [value] })),
  );
}

/** A LabelSelector as people read it: `app=web,tier in (a,b)`, `<none>` where it is empty, `<error>` where it is wrong. */
export function formatLabelSelector(labelSelector: LabelSelector | null | undefined): string {
  try {
    const text = labelSelectorAsSelector(labelSelector).toString();
    return text === '' ? '<none>' : text;
  } catch {
    return '<error>';
  }
}
