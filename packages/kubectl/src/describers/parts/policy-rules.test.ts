import { expect, it } from 'vitest';
import { ruleRows } from './policy-rules.js';

it('takes rules apart by resource and puts their verbs together', () => {
  const rules = [
    { apiGroups: ['', 'apps'], resources: ['pods', 'deployments/scale'], verbs: ['get', 'list'] },
    { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] },
    { apiGroups: [''], resources: ['secrets'], resourceNames: ['x', 'y'], verbs: ['get'] },
    { nonResourceURLs: ['/healthz'], verbs: ['get'] },
  ];
  // In the order in which Go prints the rules: a blank comes before a bracket.
  expect(ruleRows(rules)).toEqual([
    ['pods', '[]', '[]', '[get list watch]'],
    ['deployments/scale', '[]', '[]', '[get list]'],
    ['deployments.apps/scale', '[]', '[]', '[get list]'],
    ['pods.apps', '[]', '[]', '[get list]'],
    ['', '[/healthz]', '[]', '[get]'],
    ['secrets', '[]', '[x]', '[get]'],
    ['secrets', '[]', '[y]', '[get]'],
  ]);
});
