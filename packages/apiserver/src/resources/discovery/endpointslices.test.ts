import type { EndpointSlice } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { leases } from '../coordination/leases.js';
import { rowOf, ruleErrors, updateErrors } from '../resource-test-tools.js';
import { endpointslices } from './endpointslices.js';

const metadata = { name: 'x', namespace: 'default' };
const slice = (rest: Partial<EndpointSlice> = {}): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata,
  addressType: 'IPv4',
  endpoints: [{ addresses: ['127.80.0.1'] }],
  ports: [{ name: 'http', port: 80 }],
  ...rest,
});

describe('EndpointSlices', () => {
  it.each<[string, Partial<EndpointSlice>, string[]]>([
    ['loopback addresses', {}, []],
    ['a port that is none, which nobody checks', { ports: [{ name: 'a', port: 70_000 }] }, []],
    ['no type', { addressType: '' }, ['addressType: Required value']],
    [
      'addresses of another family',
      { endpoints: [{ addresses: ['::1'] }] },
      ['endpoints[0].addresses[0]: Invalid value: "::1": must be an IPv4 address'],
    ],
    [
      'no addresses',
      { endpoints: [{ addresses: [] }] },
      ['endpoints[0].addresses: Required value: must contain at least 1 address'],
    ],
    [
      'two ports of a name',
      {
        ports: [
          { name: 'a', port: 1 },
          { name: 'a', port: 2 },
        ],
      },
      ['ports: Duplicate value: "a"'],
    ],
  ])('with %s', (_case, rest, errors) => {
    expect(ruleErrors(endpointslices, slice(rest))).toEqual(errors);
  });

  it('keep the type of their addresses', () => {
    const next = slice({ addressType: 'FQDN' });
    expect(updateErrors(endpointslices, { old: slice(), next })).toEqual([
      'addressType: Invalid value: "FQDN": field is immutable',
    ]);
  });

  it('show what they have', () => {
    expect(rowOf(endpointslices, slice(), 0)).toMatchObject({
      AddressType: 'IPv4',
      Ports: '80',
      Endpoints: '127.80.0.1',
    });
    expect(rowOf(endpointslices, slice({ endpoints: [], ports: [] }), 0)).toMatchObject({
      Ports: '<unset>',
      Endpoints: '<unset>',
    });
  });
});

describe('Leases', () => {
  it('last for some time', () => {
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata,
      spec: { leaseDurationSeconds: 0, leaseTransitions: -1, preferredHolder: 'me' },
    };
    expect(ruleErrors(leases, lease)).toEqual([
      'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
      'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0',
      'spec.preferredHolder: Forbidden: may only be specified if `strategy` is defined',
    ]);
  });
});
