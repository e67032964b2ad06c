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
const place = { nodeName: 'node-1', zone: 'a' };

describe('desiredListeners', () => {
  it('passes connections on to ready endpoints', () => {
    const [listener] = desiredListeners(service, [slice(8080)], place);
    expect(listener).toMatchObject({
      address: '127.96.0.1',
      port: 80,
      targets: [{ address: '127.80.0.1', port: 8080 }],
    });
  });

  it.each([undefined, 0, -1, 70_000])('leads nowhere where the port is %s', (port) => {
    expect(desiredListeners(service, [slice(port)], place).flatMap(({ targets }) => targets)).toEqual([]);
  });

  it('passes connections on to those that end where no ready endpoint is left', () => {
    const ending = { conditions: { ready: false, serving: true, terminating: true } };
    const near = { conditions: { ready: true }, hints: { forZones: [{ name: 'a' }] } };
    const endpoints = [
      { addresses: ['127.80.0.1'], ...ending },
      { addresses: ['127.80.0.2'], ...near },
      { addresses: ['127.80.0.3'], ...near, hints: { forZones: [{ name: 'b' }] } },
    ];
    const targets = (some: EndpointSlice['endpoints']) =>
      desiredListeners(service, [{ ...slice(8080), endpoints: some }], place).flatMap((listener) =>
        listener.targets.map(({ address }) => address),
      );
    expect(targets(endpoints)).toEqual(['127.80.0.2']);
    expect(targets(endpoints.slice(0, 1))).toEqual(['127.80.0.1']);
  });
});
