import type { Endpoint, EndpointSlice } from '@sampan/api';
import type { Action } from '@sampan/client';
import { expect, it } from 'vitest';
import type { EndpointGroup } from './desired-endpoints.js';
import { planSlices } from './plan-slices.js';

const endpoint = (index: number, ready = true): Endpoint => ({
  addresses: [`10.0.0.${index}`],
  conditions: { ready },
  targetRef: { kind: 'Pod', uid: `pod-${index}` },
});
const range = (from: number, to: number): Endpoint[] =>
  Array.from({ length: to - from }, (_, index) => endpoint(from + index));
const ports = [{ name: '', port: 80, protocol: 'TCP' }];
const group = (endpoints: Endpoint[]): EndpointGroup => ({ addressType: 'IPv4', ports, endpoints });
const metadata = { generateName: 'web-', labels: { app: 'web' } };
const slice = (name: string, endpoints: Endpoint[]): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  addressType: 'IPv4',
  metadata: { name, labels: { app: 'web' }, ownerReferences: undefined },
  endpoints,
  ports,
});

function summary(action: Action): string {
  if (action.verb !== 'create' && action.verb !== 'update' && action.verb !== 'delete') return action.verb;
  const {
    metadata: { name = 'new' },
    endpoints = [],
  } = action.object as EndpointSlice;
  return action.verb === 'delete' ? `delete ${name}` : `${action.verb} ${name} ${endpoints.length}`;
}

it.each<[string, EndpointGroup[], EndpointSlice[], string[]]>([
  ['nothing changes', [group(range(0, 5))], [slice('a', range(0, 5))], []],
  ['one is added where there is room', [group(range(0, 6))], [slice('a', range(0, 5))], ['update a 6']],
  ['one is added and all are full', [group(range(0, 101))], [slice('a', range(0, 100))], ['create new 1']],
  ['many are new', [group(range(0, 230))], [], ['create new 100', 'create new 100', 'create new 30']],
  [
    'a slice that changes anyway is filled',
    [group([...range(0, 100), ...range(101, 106)])],
    [slice('a', range(0, 100)), slice('b', range(100, 105))],
    ['update b 5'],
  ],
  ['one becomes unready', [group([endpoint(0, false)])], [slice('a', range(0, 1))], ['update a 1']],
  ['a slice is empty', [group(range(0, 100))], [slice('a', range(0, 100)), slice('b', range(100, 105))], ['delete b']],
  ['the ports change', [{ ...group(range(0, 2)), ports: [{ port: 81 }] }], [slice('a', range(0, 2))], ['update a 2']],
  ['all are gone', [group([])], [slice('a', range(0, 2))], ['update a 0']],
  ['there never was one', [group([])], [], ['create new 0']],
])('when %s', (_name, groups, existing, actions) => {
  expect(planSlices({ groups, existing, metadata }).map(summary)).toEqual(actions);
});
