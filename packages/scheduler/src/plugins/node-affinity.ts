import type { Node, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm } from '@sampan/api';
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
      filter: ({ node }) => {
        const labels = node.metadata.labels ?? {};
        const selected = selector.every(([key, value]) => labels[key] === value);
        return selected && (required === undefined || nodeSelectorMatches(required, node)) ? undefined : refusal;
      },
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

function requirementHolds(
  { key, operator, values = [] }: NodeSelectorRequirement,
  labels: Record<string, string>,
): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
