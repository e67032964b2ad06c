import type { Node, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PodSpec } from '../generated/types.js';
import { requirementMatches, type SelectorOperator } from '../selectors/requirement.js';

/** Whether a Pod's `nodeSelector` and required node affinity let it go to a node. */
export function fitsNodeAffinity({ nodeSelector = {}, affinity }: PodSpec, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const selected = Object.entries(nodeSelector).every(([key, value]) => labels[key] === value);
  return selected && (required === undefined || nodeSelectorMatches(required, node));
}

/** The terms are alternatives; within one, everything has to hold. */
export function nodeSelectorMatches(selector: NodeSelector, node: Node): boolean {
  return selector.nodeSelectorTerms.some((term) => nodeSelectorTermMatches(term, node));
}

/** A term that says nothing matches nothing. */
export function nodeSelectorTermMatches(
  { matchExpressions = [], matchFields = [] }: NodeSelectorTerm,
  node: Node,
): boolean {
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
