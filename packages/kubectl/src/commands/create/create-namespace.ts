import { defineGenerator } from './generator.js';

export const createNamespace = defineGenerator({
  name: 'namespace',
  aliases: ['ns'],
  usage: 'NAME [--dry-run=server|client|none]',
  short: 'Create a namespace with the specified name',
  examples: `
# A namespace
kubectl create namespace my-namespace`,
  flags: {},
  apiVersion: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  namespaced: false,
  needsName: true,
  failure: '',
  generate: (metadata) => ({ metadata, spec: {}, status: {} }),
});
