import { describe, expect, it } from 'vitest';
import { resourcesOfAggregated, resourcesOfLists } from './discovered-resource.js';

describe('resources that say no singular', () => {
  it('have that of their kind', () => {
    const list = { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'metrics.k8s.io/v1beta1' };
    const resource = { name: 'nodes', singularName: '', namespaced: false, kind: 'NodeMetrics', verbs: ['get'] };
    const ofLists = resourcesOfLists([{ ...list, resources: [resource] }]);
    const ofAggregated = resourcesOfAggregated([
      {
        kind: 'APIGroupDiscoveryList',
        apiVersion: 'apidiscovery.k8s.io/v2',
        metadata: {},
        items: [
          {
            metadata: { name: 'metrics.k8s.io' },
            versions: [
              {
                version: 'v1beta1',
                resources: [
                  {
                    resource: 'nodes',
                    responseKind: { group: '', version: '', kind: 'NodeMetrics' },
                    scope: 'Cluster',
                    singularResource: '',
                    verbs: ['get'],
                  },
                ],
              },
            ],
          },
        ],
      },
    ]);
    expect([...ofLists, ...ofAggregated].map(({ singular }) => singular)).toEqual(['nodemetrics', 'nodemetrics']);
  });
});
