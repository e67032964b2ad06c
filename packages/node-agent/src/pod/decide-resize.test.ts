import { type Container, type Pod, Quantity, type ResourceRequirements } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { needsRestart, whyNoResize } from './decide-resize.js';

const pod = (requests: Record<string, string>): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default' },
  spec: { containers: [{ name: 'web', image: 'x', resources: { requests } }] },
});
const others = { cpu: Quantity.of('1450m'), memory: Quantity.of('1Gi') };
const allocatable = { cpu: '1930m', memory: '2Gi' };

describe('why a pod does not get what it asks for', () => {
  it.each<[string, Record<string, string>, unknown]>([
    ['there is room', { cpu: '480m', memory: '1Gi' }, undefined],
    ['it asks for nothing', {}, undefined],
    [
      'others have it',
      { cpu: '1500m' },
      {
        reason: 'Deferred',
        message: "Node didn't have enough resource: cpu, requested: 1500, used: 1450, capacity: 1930",
      },
    ],
    [
      'the node is too small',
      { cpu: '2500m' },
      { reason: 'Infeasible', message: "Node didn't have enough capacity: cpu, requested: 2500, capacity: 1930" },
    ],
    [
      'the node has too little of either',
      { cpu: '2500m', memory: '4Gi' },
      {
        reason: 'Infeasible',
        message: "Node didn't have enough capacity: memory, requested: 4294967296, capacity: 2147483648",
      },
    ],
  ])('%s', (_name, requests, pending) => {
    expect(whyNoResize(pod(requests), { allocatable, others })).toEqual(pending);
  });
});

describe('a restart to take on other resources', () => {
  const container: Container = {
    name: 'web',
    image: 'x',
    resizePolicy: [
      { resourceName: 'cpu', restartPolicy: 'NotRequired' },
      { resourceName: 'memory', restartPolicy: 'RestartContainer' },
    ],
  };
  const before: ResourceRequirements = { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '2Gi' } };
  it.each<[string, ResourceRequirements, boolean]>([
    ['another request for cpu', { ...before, requests: { cpu: '2', memory: '1Gi' } }, false],
    ['another request for memory', { ...before, requests: { cpu: '1', memory: '2Gi' } }, true],
    ['another limit of memory', { ...before, limits: { memory: '3Gi' } }, true],
  ])('after %s', (_name, after, isNeeded) => {
    expect(needsRestart(container, before, after)).toBe(isNeeded);
    expect(needsRestart({ ...container, resizePolicy: [] }, before, after)).toBe(false);
  });
});
