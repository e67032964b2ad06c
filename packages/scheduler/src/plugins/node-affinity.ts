import {
  type Node,
  type NodeSelector,
  type NodeSelectorRequirement,
  type NodeSelectorTerm,
  type Pod,
  requirementMatches,
  type SelectorOperator,
} from '@sampan/api';
import { normalizeToMaximum, type Plugin } from '../framework/plugin.js';

const refusal = ["node(s) didn't match Pod's node affinity/selector"];

/** `nodeSelector` and required node affinity filter; preferred node affinity scores by its weights. */
export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  weight: 2,
  prepare({ spec }) {
    const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    const preferred = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    const selector = Object.entries(spec.nodeSelector ?? {});
    if (required === undefined && preferred.length === 0 && selector.length === 0) return undefined;
    return {
      filter: ({ node }) => (matchesRequired(spec, node) ? undefined : refusal),
      ...(preferred.length > 0 && {
        score: ({ node }) =>
          preferred
            .filter(({ preference }) => termMatches(preference, node))
            .reduce((sum, { weight }) => sum + weight, 0),
        normalize: normalizeToMaximum,
      }),
    };
  },
};

/** Whether a Pod's `nodeSelector` and required node affinity let it go to a node. */
export function matchesRequired({ nodeSelector = {}, affinity }: Pod['spec'], node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const selected = Object.entries(nodeSelector).every(([key, value]) => labels[key] === value);
  return selected && (required === undefined || nodeSelectorMatches(required, node));
}

/** The terms are alternatives; within one, everything has to hold. */
export function nodeSelectorMatches(selector: NodeSelector, node: Node): boolean {
  return selector.nodeSelectorTerms.some((term) => termMatches(term, node));
}

/** A term that says nothing matches nothing. */
function termMatches({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Node): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  const labels = node.metadata.labels ?? {};
  const fields: Record<string, string> = { 'metadata.name': node.metadata.name ?? '' };
  return (
    matchExpressions.every((expression) => requirementHolds(expression, labels)) &&
    matchFields.every((expression) => requirementHolds(expression, fields))
  );
}

/** Node selectors' names of the operators that label selectors have too. */
const operators: Readonly<Record<string, SelectorOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
  Gt: 'gt',
  Lt: 'lt',
};

function requirementHolds(
  { key, operator, values = [] }: NodeSelectorRequirement,
  labels: Record<string, string>,
): boolean {
  const known = operators[operator];
  return known !== undefined && requirementMatches({ key, operator: known, values }, labels);
}
