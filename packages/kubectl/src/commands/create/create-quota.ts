import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { defineGenerator } from './generator.js';

export const createQuota = defineGenerator({
  name: 'quota',
  aliases: ['resourcequota'],
  usage: '[--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]',
  short: 'Create a quota with the specified name',
  examples: `
# Limits on what the namespace may hold and use
kubectl create quota my-quota --hard=cpu=1,memory=1G,pods=2,services=3,persistentvolumeclaims=10

# Only for some pods
kubectl create quota best-effort --hard=pods=100 --scopes=BestEffort`,
  flags: {
    hard: flag.string('Limits, as RESOURCE=QUANTITY, joined by commas.'),
    scopes: flag.string('Scopes of the pods that count, joined by commas.'),
  },
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  namespaced: true,
  needsName: true,
  failure: 'failed to create quota: ',
  generate: (metadata, { flags }) => {
    const hard = flags.hard === '' ? [] : flags.hard.split(',').map(parseLimit);
    const scopes = flags.scopes === '' ? [] : flags.scopes.split(',');
    return {
      metadata,
      spec: {
        ...(hard.length > 0 && { hard: Object.fromEntries(hard.sort(([a], [b]) => (a < b ? -1 : 1))) }),
        ...(scopes.length > 0 && { scopes }),
      },
      status: {},
    };
  },
});

function parseLimit(text: string): [string, string] {
  const parts = text.split('=');
  if (parts.length !== 2) {
    throw new CommandError(`Invalid argument syntax ${text}, expected <resource>=<value>`);
  }
  return [parts[0] ?? '', parts[1] ?? ''];
}
