import { formatLabelSelector, type TopologySpreadConstraint } from '@sampan/api';
import { listField } from '../lines.js';

/** Spread constraints in the order of their topology keys; nothing without any. */
export function spreadLines(constraints: readonly TopologySpreadConstraint[] = [], prefix = ''): string[] {
  if (constraints.length === 0) return [];
  const sorted = [...constraints].sort((a, b) => (a.topologyKey < b.topologyKey ? -1 : 1));
  const texts = sorted.map(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) => {
    const selector = labelSelector === undefined ? '' : ` for selector ${formatLabelSelector(labelSelector)}`;
    return `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selector}`;
  });
  return listField('Topology Spread Constraints', texts, prefix);
}
