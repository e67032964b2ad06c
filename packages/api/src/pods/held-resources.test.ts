import { describe, expect, it } from 'vitest';
import type { Pod, PodStatus } from '../generated/types.js';
import { heldSpec } from './held-resources.js';
import { podLimits, podRequests } from './pod-resources.js';

const pod = (cpu: string, status?: PodStatus): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'web', image: 'x', resources: { requests: { cpu }, limits: { cpu: '4' } } }] },
  ...(status && { status }),
});
const told = (has: string, given: string, conditions: PodStatus['conditions'] = []): PodStatus => ({
  conditions,
  containerStatuses: [
    {
      name: 'web',
      image: 'x',
      imageID: '',
      ready: true,
      restartCount: 0,
      allocatedResources: { cpu: given },
      resources: { requests: { cpu: has }, limits: { cpu: '5' } },
    },
  ],
});
const pending = (reason: string) => [{ type: 'PodResizePending', status: 'True', reason }];

describe('what a Pod holds', () => {
  it.each<[string, Pod, string]>([
    ['what it asks for, before anything is told of it', pod('1'), '1'],
    ['what it asks for, while it waits for more', pod('3', told('1', '1', pending('Deferred'))), '3'],
    ['what it has, where it can never get more', pod('3', told('1', '1', pending('Infeasible'))), '1'],
    ['what it has, until it has given it back', pod('1', told('2', '1')), '2'],
    ['what it was given, until it has it', pod('1', told('1', '1500m')), '1500m'],
  ])('is %s', (_case, object, cpu) => {
    expect(String(podRequests(heldSpec(object)).cpu)).toBe(cpu);
  });

  it('is the spec itself where it holds what it asks for', () => {
    const settled = pod('1', told('1', '1'));
    settled.spec.containers = [
      { name: 'web', image: 'x', resources: { requests: { cpu: '1' }, limits: { cpu: '5' } } },
    ];
    expect(heldSpec(settled)).toBe(settled.spec);
    const silent = pod('1');
    expect(heldSpec(silent)).toBe(silent.spec);
  });

  it('is counted in limits too', () => {
    expect(String(podLimits(heldSpec(pod('1', told('1', '1')))).cpu)).toBe('5');
  });
});
