import type { Plugin } from '../framework/plugin.js';

/** A Pod that names its node goes nowhere else. */
export const nodeName: Plugin = {
  name: 'NodeName',
  weight: 0,
  prepare({ spec }) {
    if (!spec.nodeName) return undefined;
    return {
      filter: (node) => (node.name === spec.nodeName ? undefined : ["node(s) didn't match the requested node name"]),
    };
  },
};
