import type { Plugin } from '../framework/plugin.js';
import { unresolvable } from '../framework/refusal.js';

const refusal = unresolvable("node(s) didn't match the requested node name");

/** A Pod that names its node goes nowhere else. */
export const nodeName: Plugin = {
  name: 'NodeName',
  preFilter({ spec }) {
    if (!spec.nodeName) return undefined;
    return { filter: (node) => (node.name === spec.nodeName ? undefined : refusal) };
  },
  hints: { nodeAdded: ({ spec }, { node }) => spec.nodeName === node.metadata.name },
};
