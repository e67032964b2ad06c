import { describe, expect, it } from 'vitest';
import type { Container, ContainerStatus, PodSpec } from '../generated/types.js';
import { podPhase } from './pod-phase.js';
import { podLimits, podRequests, type ResourceAmounts } from './pod-resources.js';
import { qosClass } from './qos-class.js';

function container(name: string, requests: Record<string, string>, more: Partial<Container> = {}): Container {
  return { name, resources: { requests }, ...more };
}

function texts(amounts: ResourceAmounts): Record<string, string> {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, amount.toString()]));
}

describe('podRequests', () => {
  it.each<[string, PodSpec, Record<string, string>]>([
    [
      'sums containers',
      { containers: [container('a', { cpu: '100m' }), container('b', { cpu: '1', memory: '1Gi' })] },
      { cpu: '1100m', memory: '1Gi' },
    ],
    [
      'takes the largest init container',
      {
        containers: [container('a', { cpu: '1' })],
        initContainers: [container('i', { cpu: '2' }), container('j', { cpu: '500m' })],
      },
      { cpu: '2' },
    ],
    [
      'adds sidecars to what comes after them',
      {
        containers: [container('a', { cpu: '1' })],
        initContainers: [container('s', { cpu: '1' }, { restartPolicy: 'Always' }), container('i', { cpu: '2' })],
      },
      { cpu: '3' },
    ],
    [
      'adds overhead',
      { containers: [container('a', { cpu: '1' })], overhead: { cpu: '250m', memory: '120Mi' } },
      { cpu: '1250m', memory: '120Mi' },
    ],
    [
      'prefers what the Pod asks as a whole',
      { containers: [container('a', { cpu: '1', 'a/b': '1' })], resources: { requests: { cpu: '4' } } },
      { cpu: '4', 'a/b': '1' },
    ],
  ])('%s', (_, spec, expected) => expect(texts(podRequests(spec))).toEqual(expected));

  it('adds overhead only to limits that are there', () => {
    const spec: PodSpec = {
      containers: [{ name: 'a', resources: { limits: { cpu: '1' } } }],
      overhead: { cpu: '1', memory: '1' },
    };
    expect(texts(podLimits(spec))).toEqual({ cpu: '2' });
  });
});

describe('qosClass', () => {
  const both = { cpu: '1', memory: '1Gi' };
  it.each<[PodSpec['containers'], string]>([
    [[{ name: 'a' }], 'BestEffort'],
    [[{ name: 'a', resources: { requests: both, limits: both } }], 'Guaranteed'],
    [[{ name: 'a', resources: { requests: { cpu: '1000m', memory: '1Gi' }, limits: both } }], 'Guaranteed'],
    [[{ name: 'a', resources: { requests: both, limits: both } }, { name: 'b' }], 'Burstable'],
    [[{ name: 'a', resources: { requests: { cpu: '1' } } }], 'Burstable'],
    [[{ name: 'a', resources: { limits: { cpu: '1' }, requests: { cpu: '1' } } }], 'Burstable'],
    [[{ name: 'a', resources: { requests: { 'a/b': '1' } } }], 'BestEffort'],
    [[{ name: 'a', resources: { requests: { cpu: '0' } } }], 'BestEffort'],
  ])('%j is %s', (containers, expected) => expect(qosClass({ containers })).toBe(expected));
});

describe('podPhase', () => {
  const running = { running: { startedAt: '' } };
  const waiting = { waiting: { reason: 'ContainerCreating' } };
  const exited = (exitCode: number) => ({ terminated: { exitCode } });
  const status = (
    name: string,
    state: ContainerStatus['state'],
    more: Partial<ContainerStatus> = {},
  ): ContainerStatus =>
    ({ name, state, image: '', imageID: '', ready: false, restartCount: 0, ...more }) as ContainerStatus;

  it.each<[string, Partial<PodSpec>, ContainerStatus[], ContainerStatus[], string]>([
    ['nothing known', {}, [], [], 'Pending'],
    ['waiting', {}, [status('a', waiting)], [], 'Pending'],
    ['running', {}, [status('a', running)], [], 'Running'],
    ['crash loop', {}, [status('a', waiting, { lastState: exited(1) })], [], 'Running'],
    ['succeeded', { restartPolicy: 'Never' }, [status('a', exited(0))], [], 'Succeeded'],
    ['failed', { restartPolicy: 'Never' }, [status('a', exited(1))], [], 'Failed'],
    ['to be restarted', { restartPolicy: 'OnFailure' }, [status('a', exited(1))], [], 'Running'],
    ['restarted always', { restartPolicy: 'Always' }, [status('a', exited(0))], [], 'Running'],
    ['initializing', { initContainers: [{ name: 'i' }] }, [status('a', waiting)], [status('i', running)], 'Pending'],
    [
      'initialization failed',
      { initContainers: [{ name: 'i' }], restartPolicy: 'Never' },
      [status('a', waiting)],
      [status('i', exited(1))],
      'Failed',
    ],
    [
      'sidecar starting',
      { initContainers: [{ name: 's', restartPolicy: 'Always' }] },
      [status('a', waiting)],
      [status('s', running)],
      'Pending',
    ],
    [
      'sidecar restarting',
      { initContainers: [{ name: 's', restartPolicy: 'Always' }] },
      [status('a', running)],
      [status('s', running, { started: false })],
      'Running',
    ],
    [
      'sidecar beside a finished job',
      { restartPolicy: 'Never', initContainers: [{ name: 's', restartPolicy: 'Always' }] },
      [status('a', exited(0))],
      [status('s', exited(137))],
      'Succeeded',
    ],
  ])('%s', (_, spec, containers, initContainers, expected) => {
    const phase = podPhase({ containers: [{ name: 'a' }], ...spec }, { containers, initContainers });
    expect(phase).toBe(expected);
  });
});
