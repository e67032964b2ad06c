import { defineGenerator } from './generator.js';

export const createServiceAccount = defineGenerator({
  name: 'serviceaccount',
  aliases: ['sa'],
  usage: 'NAME [--dry-run=server|client|none]',
  short: 'Create a service account with the specified name',
  examples: `
# A service account
kubectl create serviceaccount my-service-account`,
  flags: {},
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  namespaced: true,
  needsName: true,
  generate: (metadata) => ({ metadata }),
});
