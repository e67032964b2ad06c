import type { EndpointSlice } from '@sampan/api';
import { expect, it } from 'vitest';
import { endpointsText } from './endpoints-text.js';

const slice = (addresses: string[], ports = [{ name: 'http', port: 80 }]): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {},
  addressType: 'IPv4',
  ports,
  endpoints: addresses.map((address) => ({ addresses: [address] })),
});

it.each([
  [[], '<none>'],
  [[slice([])], ''],
  [[slice(['10.0.0.1']), slice(['fd00::1'])], '10.0.0.1:80,[fd00::1]:80'],
  [[slice(['1', '2', '3'])], '1:80,2:80,3:80'],
  [[slice(['1', '2', '3', '4', '5'])], '1:80,2:80,3:80 + 2 more...'],
  [[slice(['1'], [])], '1'],
  [[slice(['1'], [{ name: 'other', port: 81 }])], ''],
])('%#', (slices, text) => {
  expect(endpointsText(slices, 'http')).toBe(text);
});

it('leaves out endpoints that are not ready', () => {
  const [endpoint] = slice(['1']).endpoints ?? [];
  const endpoints = [{ ...endpoint, addresses: ['1'], conditions: { ready: false } }];
  expect(endpointsText([{ ...slice([]), endpoints }], 'http')).toBe('');
});
