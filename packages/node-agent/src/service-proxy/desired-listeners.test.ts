import type { EndpointSlice, Service } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { desiredListeners } from './desired-listeners.js';

const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default' },
  spec: { clusterIP: '127.96.0.1', clusterIPs: ['127.96.0.1'], ports: [{ name: 'http', port: 80 }] },
};
const slice = (port: number | undefined): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'web-1', namespace: 'default' },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['127.80.0.1'] }],
  ports: [{ name: 'http', ...(port !== undefined && { port }) }],
});

describe('desiredListeners', () => {
  it('passes connections on to ready endpoints', () => {
    const [listener] = desiredListeners(service, [slice(8080)]);
    expect(listener).toMatchObject({
      address: '127.96.0.1',
      port: 80,
      targets: [{ address: '127.80.0.1', port: 8080 }],
    });
  });

  it.each([undefined, 0, -1, 70_000])('leads nowhere where the port is %s', (port) => {
    expect(desiredListeners(service, [slice(port)]).flatMap(({ targets }) => targets)).toEqual([]);
  });
});
