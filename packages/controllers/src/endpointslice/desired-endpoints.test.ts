import type { EndpointHints, Pod, Service } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { desiredGroups } from './desired-endpoints.js';

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: '1' },
  spec: { nodeName: 'node-1', containers: [] },
  status: { phase: 'Running', podIP: '127.64.0.2', conditions: [{ type: 'Ready', status: 'True' }] },
};

describe('the hints of an endpoint', () => {
  const node = { forNodes: [{ name: 'node-1' }] };
  const zone = { forZones: [{ name: 'a' }] };

  it.each<[string | undefined, string, boolean, EndpointHints | undefined]>([
    [undefined, 'a', true, undefined],
    ['PreferClose', 'a', true, zone],
    ['PreferSameZone', 'a', true, zone],
    ['PreferSameZone', '', true, undefined],
    ['PreferSameZone', 'a', false, undefined],
    ['PreferSameNode', 'a', true, { ...node, ...zone }],
    ['PreferSameNode', '', true, node],
    ['PreferSameNode', 'a', false, undefined],
  ])('with trafficDistribution %s, zone "%s", ready %s', (trafficDistribution, zoneName, ready, hints) => {
    const service: Service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'default' },
      spec: { clusterIP: '127.96.0.1', ...(trafficDistribution !== undefined && { trafficDistribution }) },
    };
    const status = { ...pod.status, ...(ready ? {} : { conditions: [] }) };
    const zoneOf = () => zoneName || undefined;
    const [group] = desiredGroups({ service, pods: [{ ...pod, status }], zoneOf });
    expect(group?.endpoints).toHaveLength(1);
    expect(group?.endpoints[0]?.hints).toEqual(hints);
  });
});
