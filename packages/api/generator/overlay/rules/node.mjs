/** Rules of `node.k8s.io`: see index.mjs. */
export const node = {
  'node.RuntimeClass': {
    handler: { required: true, format: 'dns1123Label', immutable: true },
    overhead: {},
    scheduling: {},
  },
};
