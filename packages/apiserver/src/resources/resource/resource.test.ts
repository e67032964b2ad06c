import {
  type Device,
  type DeviceClaim,
  type DeviceClass,
  type DeviceRequest,
  fieldErrorMessage,
  type ResourceClaimTemplate,
  type ResourceSlice,
  type ResourceSliceSpec,
  type ResourceV1ResourceClaim,
} from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { rowOf, ruleErrors, someWrite, updateErrors } from '../resource-test-tools.js';
import { deviceclasses } from './deviceclasses.js';
import { resourceclaims } from './resourceclaims.js';
import { resourceclaimtemplates } from './resourceclaimtemplates.js';
import { resourceslices } from './resourceslices.js';

const apiVersion = 'resource.k8s.io/v1';
const metadata = { name: 'x' };
const driver = 'gpu.example.com';

const selectors = (...expressions: string[]) => expressions.map((expression) => ({ cel: { expression } }));

describe('DeviceClasses', () => {
  const deviceClass = (spec: DeviceClass['spec']): DeviceClass => ({ apiVersion, kind: 'DeviceClass', metadata, spec });

  it.each<[string, DeviceClass['spec'], (string | RegExp)[]]>([
    ['nothing', {}, []],
    [
      'selectors of everything that there is',
      {
        selectors: selectors(
          `device.driver == '${driver}' && device.allowMultipleAllocations`,
          `device.attributes['${driver}'].version.isGreaterThan(semver('1.2.3'))`,
          `device.capacity['${driver}'].memory.compareTo(quantity('8Gi')) >= 0`,
          `cel.bind(gpu, device.attributes['${driver}'], gpu.model == 'A' && gpu.fast)`,
          `device.attributes['${driver}'].fast`,
        ),
      },
      [],
    ],
    [
      'an unknown field',
      { selectors: selectors('device.colour == 1') },
      [
        /^spec\.selectors\[0\]\.cel\.expression: Invalid value: .*: compilation failed: ERROR: .*undefined field 'colour'/,
      ],
    ],
    [
      'text',
      { selectors: selectors('device.driver') },
      [
        'spec.selectors[0].cel.expression: Invalid value: "device.driver": must evaluate to bool or the unknown type, not string',
      ],
    ],
    [
      'one that takes too long',
      {
        selectors: selectors(
          '[1,2,3,4,5,6,7,8].all(a, [1,2,3,4,5,6,7,8].all(b, device.attributes.all(c, device.attributes.all(d, device.attributes.all(e, c + d + e != ""))) && a != b))',
        ),
      },
      ['spec.selectors[0].cel.expression: Forbidden: too complex, exceeds cost limit'],
    ],
    ['no expression', { selectors: [{}] }, ['spec.selectors[0].cel: Required value']],
    [
      'too many',
      { selectors: Array.from({ length: 33 }, () => selectors('true')).flat() },
      ['spec.selectors: Too many: 33: must have at most 32 items'],
    ],
    ['no configuration', { config: [{}] }, ['spec.config[0].opaque: Required value']],
    [
      'one that is no object',
      { config: [{ opaque: { driver: 'A_b', parameters: 'x' as never } }] },
      [
        /^spec\.config\[0\]\.opaque\.driver: Invalid value: "A_b": a lowercase RFC 1123 subdomain/,
        'spec.config[0].opaque.parameters: Invalid value: "<value omitted>": must be a valid JSON object',
      ],
    ],
    [
      'a resource of its own that is none',
      { extendedResourceName: 'cpu' },
      ['spec.extendedResourceName: Invalid value: "cpu": must be a valid extended resource name'],
    ],
  ])('with %s', (_case, spec, errors) => {
    expectErrors(ruleErrors(deviceclasses, deviceClass(spec)), errors);
  });
});

const gpu = { deviceClassName: 'gpu' };
const claim = (devices: DeviceClaim, status?: ResourceV1ResourceClaim['status']): ResourceV1ResourceClaim => ({
  ...{ apiVersion, kind: 'ResourceClaim', metadata, spec: { devices } },
  ...(status && { status }),
});
const request = (exactly: object): DeviceClaim => ({ requests: [{ name: 'gpu', exactly: { ...gpu, ...exactly } }] });

function claimErrors(written: ResourceV1ResourceClaim): string[] {
  resourceclaims.strategy.defaults?.(written);
  return (resourceclaims.strategy.validateCreate?.(written, someWrite) ?? []).map(fieldErrorMessage);
}

describe('ResourceClaims', () => {
  const sub = (name: string) => ({ ...gpu, name });
  const two: DeviceRequest[] = [
    { name: 'a', exactly: gpu },
    { name: 'b', firstAvailable: [sub('large'), sub('small')] },
  ];

  it.each<[string, DeviceClaim, (string | RegExp)[]]>([
    ['nothing', {}, []],
    [
      'everything',
      {
        requests: two,
        constraints: [
          { requests: ['a', 'b/small'], matchAttribute: `${driver}/numa` },
          { distinctAttribute: `${driver}/slot` },
        ],
        config: [{ requests: ['b'], opaque: { driver, parameters: { a: 1 } as never } }],
      },
      [],
    ],
    [
      'neither one nor several',
      { requests: [{ name: 'a' }] },
      ['spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required'],
    ],
    [
      'both',
      { requests: [{ name: 'a', exactly: gpu, firstAvailable: [sub('b')] }] },
      [
        'spec.devices.requests[0]: Invalid value: null: exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set',
      ],
    ],
    [
      'one name twice',
      { requests: [...two, { name: 'a', exactly: gpu }] },
      ['spec.devices.requests[2]: Duplicate value: "a"'],
    ],
    [
      'no class',
      request({ deviceClassName: '' }),
      ['spec.devices.requests[0].exactly.deviceClassName: Required value'],
    ],
    [
      'an unknown mode',
      request({ allocationMode: 'Some' }),
      [
        'spec.devices.requests[0].exactly.allocationMode: Unsupported value: "Some": supported values: "All", "ExactCount"',
      ],
    ],
    [
      'a count of all',
      request({ allocationMode: 'All', count: 2 }),
      ["spec.devices.requests[0].exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'"],
    ],
    [
      'less than none',
      request({ count: -1 }),
      ['spec.devices.requests[0].exactly.count: Invalid value: -1: must be greater than zero'],
    ],
    [
      'tolerations of nothing',
      request({ tolerations: [{ operator: 'Exists', value: 'x', effect: 'Never' }, { operator: 'In' }] }),
      [
        'spec.devices.requests[0].exactly.tolerations[0].value: Invalid value: "x": must be empty for operator `Exists`',
        'spec.devices.requests[0].exactly.tolerations[0].effect: Unsupported value: "Never": supported values: "NoExecute", "NoSchedule", "None"',
        'spec.devices.requests[0].exactly.tolerations[1].operator: Unsupported value: "In": supported values: "Equal", "Exists"',
      ],
    ],
    [
      'names of other requests',
      { requests: two, constraints: [{ requests: ['c', 'b/c/d', 'a', 'a'], matchAttribute: 'numa' }] },
      [
        'spec.devices.constraints[0].requests[0]: Invalid value: "c": must be the name of a request in the claim or the name of a request and a subrequest separated by \'/\'',
        'spec.devices.constraints[0].requests[1]: Invalid value: "b/c/d": must be the name of a request in the claim or the name of a request and a subrequest separated by \'/\'',
        'spec.devices.constraints[0].requests[3]: Duplicate value: "a"',
        'spec.devices.constraints[0].matchAttribute: Invalid value: "numa": a fully qualified name must be a domain and a name separated by a slash',
      ],
    ],
    [
      'no constraint',
      { constraints: [{}] },
      [
        'spec.devices.constraints[0]: Required value: exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set',
      ],
    ],
  ])('with %s', (_case, devices, errors) => {
    expectErrors(claimErrors(claim(structuredClone(devices))), errors);
  });

  it('ask for one device where they do not say how many, and tolerate what is equal', () => {
    const written = claim({
      requests: [
        { name: 'a', exactly: { ...gpu, tolerations: [{ key: 'k' }] } },
        { name: 'b', exactly: { ...gpu, allocationMode: 'All' } },
      ],
    });
    resourceclaims.strategy.defaults?.(written);
    expect(written.spec.devices?.requests?.map(({ exactly }) => exactly)).toEqual([
      { ...gpu, tolerations: [{ key: 'k', operator: 'Equal' }], allocationMode: 'ExactCount', count: 1 },
      { ...gpu, allocationMode: 'All' },
    ]);
  });

  it('stay as they are', () => {
    const errors = updateErrors(resourceclaims, { old: claim(request({})), next: claim(request({ count: 2 })) });
    expectErrors(errors, [/^spec: Invalid value: .*: field is immutable$/]);
  });

  const result = { request: 'gpu', driver, pool: 'node-1', device: 'gpu-0' };
  const allocation = { devices: { results: [result] } };
  const jane = { resource: 'pods', name: 'jane', uid: '1' };
  const allocated = claim(request({}), { allocation });

  it.each<[string, ResourceV1ResourceClaim['status'], ResourceV1ResourceClaim, (string | RegExp)[]]>([
    ['what was found', { allocation, reservedFor: [jane] }, claim(request({})), []],
    [
      'somebody, without anything',
      { reservedFor: [jane] },
      claim(request({})),
      ['status.reservedFor: Forbidden: may not be specified when `allocated` is not set'],
    ],
    [
      'nobody, and one twice',
      { allocation, reservedFor: [{ resource: '', name: '', uid: '1' }, jane] },
      allocated,
      [
        'status.reservedFor[0].resource: Required value',
        'status.reservedFor[0].name: Required value',
        'status.reservedFor[1]: Duplicate value: "1"',
      ],
    ],
    [
      'too many',
      { allocation, reservedFor: Array.from({ length: 257 }, (_, uid) => ({ ...jane, uid: String(uid) })) },
      allocated,
      ['status.reservedFor: Too many: 257: must have at most 256 items'],
    ],
    [
      'something else than before',
      { allocation: { devices: { results: [{ ...result, device: 'gpu-1' }] } } },
      allocated,
      [/^status\.allocation: Invalid value: .*: field is immutable$/],
    ],
    ['nothing any more', {}, allocated, []],
    [
      'what nobody asked for',
      { allocation: { devices: { results: [{ ...result, request: 'disk', pool: '', device: 'A' }] } } },
      claim(request({})),
      [
        'status.allocation.devices.results[0].request: Invalid value: "disk": must be the name of a request in the claim or the name of a request and a subrequest separated by \'/\'',
        'status.allocation.devices.results[0].pool: Required value',
        /^status\.allocation\.devices\.results\[0\]\.device: Invalid value: "A": a lowercase RFC 1123 label/,
      ],
    ],
    [
      'news of another device',
      {
        allocation,
        devices: [{ driver, pool: 'node-1', device: 'gpu-1', networkData: { ips: ['10.0.0.1'] } }],
      },
      allocated,
      [
        `status.devices[0]: Invalid value: "${driver}/node-1/gpu-1": must be an allocated device in the claim`,
        'status.devices[0].networkData.ips[0]: Invalid value: "10.0.0.1": must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)',
      ],
    ],
  ])('have in their status %s', (_case, status, old, errors) => {
    const next = { ...old, ...(status && { status }) };
    const found = resourceclaims.strategy.validateStatusUpdate?.(next, old) ?? [];
    expectErrors(found.map(fieldErrorMessage), errors);
  });

  it('are nobody else’s once they are to go', () => {
    const deletionTimestamp = '2026-01-01T00:00:00Z';
    const old = { ...allocated, metadata: { ...metadata, deletionTimestamp } };
    const next = { ...old, status: { allocation, reservedFor: [jane] } };
    expectErrors((resourceclaims.strategy.validateStatusUpdate?.(next, old) ?? []).map(fieldErrorMessage), [
      'status.reservedFor: Forbidden: new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set',
    ]);
  });

  it('are pending, allocated or reserved', () => {
    const state = (status: ResourceV1ResourceClaim['status']) => rowOf(resourceclaims, claim({}, status), 0).State;
    expect([state(undefined), state({ allocation }), state({ allocation, reservedFor: [jane] })]).toEqual([
      'pending',
      'allocated',
      'allocated,reserved',
    ]);
  });
});

describe('ResourceClaimTemplates', () => {
  it('are looked at as the claims that are made of them', () => {
    const template: ResourceClaimTemplate = {
      ...{ apiVersion, kind: 'ResourceClaimTemplate', metadata },
      spec: { metadata: { labels: { 'a b': 'c' } }, spec: { devices: { requests: [{ name: 'a' }] } } },
    };
    const found = resourceclaimtemplates.strategy.validateCreate?.(template, someWrite) ?? [];
    expectErrors(found.map(fieldErrorMessage), [
      /^spec\.metadata\.labels: Invalid value: "a b": name part must consist of/,
      'spec.spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required',
    ]);
  });
});

describe('ResourceSlices', () => {
  const pool = { name: 'node-1', generation: 1, resourceSliceCount: 1 };
  const slice = (spec: Partial<ResourceSliceSpec>): ResourceSlice => ({
    ...{ apiVersion, kind: 'ResourceSlice', metadata, spec: { driver, pool, nodeName: 'node-1', ...spec } },
  });
  const device = (more: Partial<Device>): Partial<ResourceSliceSpec> => ({ devices: [{ name: 'gpu-0', ...more }] });
  const many = (count: number, more: Partial<Device> = {}) => ({
    devices: Array.from({ length: count }, (_, index) => ({ name: `gpu-${index}`, ...more })),
  });
  const choices = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';
  const counters = { slots: { value: '2' } };

  it.each<[string, Partial<ResourceSliceSpec>, (string | RegExp)[]]>([
    [
      'everything',
      device({
        attributes: { model: { string: 'A' }, [`${driver}/version`]: { version: '1.2.3-a+b' }, fast: { bool: false } },
        capacity: {
          memory: { value: '8Gi', requestPolicy: { default: '1Gi', validRange: { min: '1Gi', step: '1Gi' } } },
        },
        allowMultipleAllocations: true,
        taints: [{ key: 'broken', effect: 'NoSchedule' }],
        consumesCounters: [{ counterSet: 'board', counters }],
      }),
      [],
    ],
    [
      'no pool',
      { pool: { name: '', generation: -1, resourceSliceCount: 0 } },
      [
        'spec.pool.name: Required value',
        'spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero',
        'spec.pool.generation: Invalid value: -1: must be greater than or equal to zero',
      ],
    ],
    ['128 devices', many(128), []],
    ['one more', many(129), ['spec.devices: Too many: 129: must have at most 128 items']],
    [
      'so many with taints',
      many(65, { taints: [{ key: 'k', effect: 'None' }] }),
      ['spec.devices: Too many: 65: must have at most 64 items'],
    ],
    [
      'no value and two',
      device({ attributes: { a: {}, b: { int: 1, bool: true } } }),
      [
        'spec.devices[0].attributes[a]: Invalid value: "": exactly one value must be specified',
        /^spec\.devices\[0\]\.attributes\[b\]: Invalid value: .*: exactly one value must be specified$/,
      ],
    ],
    [
      'names and values of no form',
      device({ attributes: { '/a': { int: 1 }, 'a/b/c': { int: 1 }, 'a b': { int: 1 }, v: { version: '1.2' } } }),
      [
        'spec.devices[0].attributes: Invalid value: "": the domain must not be empty',
        'spec.devices[0].attributes: Invalid value: "a/b/c": must not contain more than one slash',
        /^spec\.devices\[0\]\.attributes: Invalid value: "a b": a valid C identifier/,
        'spec.devices[0].attributes[v].version: Invalid value: "1.2": must be a string compatible with semver.org spec 2.0.0',
      ],
    ],
    [
      'too much to say',
      device({ attributes: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`a${i}`, { int: i }])) }),
      ['spec.devices[0]: Invalid value: 33: the total number of attributes and capacities must not exceed 32'],
    ],
    [
      'a policy for one alone',
      device({ capacity: { m: { value: '1', requestPolicy: {} } } }),
      ['spec.devices[0].capacity[m].requestPolicy: Forbidden: allowMultipleAllocations must be true'],
    ],
    [
      'policies that do not fit',
      device({
        allowMultipleAllocations: true,
        capacity: {
          a: { value: '4', requestPolicy: { default: '3', validValues: ['2', '1', '5'] } },
          b: { value: '4', requestPolicy: { default: '4', validRange: { min: '1', max: '5', step: '2' } } },
        },
      }),
      [
        'spec.devices[0].capacity[a].requestPolicy.validValues[1]: Invalid value: "1": values must be sorted in ascending order',
        'spec.devices[0].capacity[a].requestPolicy.validValues[2]: Invalid value: "5": option is larger than capacity value: 4',
        'spec.devices[0].capacity[a].requestPolicy.validValues: Invalid value: "3": default value is not valid according to the requestPolicy',
        'spec.devices[0].capacity[b].requestPolicy.validRange.max: Invalid value: "5": max is larger than capacity value: 4',
        'spec.devices[0].capacity[b].requestPolicy.validRange.step: Invalid value: "4": value is not a multiple of a given step (2) from (1)',
      ],
    ],
    ['no place', { nodeName: undefined as never }, [`spec: Required value: ${choices}`]],
    [
      'two places',
      { allNodes: true },
      [`spec: Invalid value: "{\`nodeName\`, \`allNodes\`}": ${choices}, but multiple fields are set`],
    ],
    [
      'a place that is none',
      { allNodes: false },
      ['spec.allNodes: Invalid value: false: must be either unset or set to true'],
    ],
    [
      'a place of a device',
      device({ allNodes: true }),
      [
        'spec.devices[0]: Invalid value: null: `nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec',
      ],
    ],
    [
      'devices that are nowhere',
      { ...device({}), nodeName: undefined as never, perDeviceNodeSelection: true },
      [
        'spec.devices[0]: Required value: exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec',
      ],
    ],
    [
      'counters beside devices, and none',
      {
        ...device({}),
        sharedCounters: [
          { name: 'a', counters },
          { name: 'a', counters: {} },
        ],
      },
      [
        'spec: Invalid value: "": only one of `sharedCounters` or `devices` is allowed',
        'spec.sharedCounters[1].counters: Required value',
        'spec.sharedCounters[1]: Duplicate value: "a"',
      ],
    ],
    [
      'a condition that cannot fail',
      device({ bindingConditions: ['Ready'] }),
      [
        'spec.devices[0].bindingFailureConditions: Invalid value: []: bindingFailureConditions are required to use bindingConditions',
      ],
    ],
  ])('with %s', (_case, spec, errors) => {
    expectErrors(ruleErrors(resourceslices, slice(spec)), errors);
  });

  it('stay with their driver, pool and node', () => {
    const next = slice({ driver: 'other', pool: { ...pool, name: 'p' }, nodeName: 'node-2' });
    expect(updateErrors(resourceslices, { old: slice({}), next })).toEqual([
      'spec.pool.name: Invalid value: "p": field is immutable',
      'spec.driver: Invalid value: "other": field is immutable',
      'spec.nodeName: Invalid value: "node-2": field is immutable',
    ]);
  });

  it('note when a taint was there, and drop what is alpha', () => {
    const written = slice(
      device({
        taints: [{ key: 'k', effect: 'None' }],
        attributes: { a: { ints: [1] } },
        nodeAllocatableResourceMappings: {},
      }),
    );
    resourceslices.strategy.prepareForCreate?.(written, someWrite);
    expect(written.spec.devices).toEqual([
      {
        name: 'gpu-0',
        taints: [{ key: 'k', effect: 'None', timeAdded: '1970-01-01T00:00:00Z' }],
        attributes: { a: {} },
      },
    ]);
  });

  it('are found by their node and their driver', () => {
    const { selectableFields } = resourceslices;
    expect(Object.keys(selectableFields).map((path) => selectableFields[path]?.(slice({})))).toEqual([
      'node-1',
      driver,
    ]);
  });
});

function expectErrors(found: readonly string[], expected: readonly (string | RegExp)[]): void {
  expect(found).toEqual(
    expected.map((text) => (typeof text === 'string' ? text : (expect.stringMatching(text) as string))),
  );
}
