import { describe, expect, it } from 'vitest';
import type { PersistentVolumeClaim, Pod, PodSpec, Service } from '../generated/types.js';
import type { KubernetesObject } from '../kubernetes-object.js';
import { formatAmounts } from './amounts.js';
import { quotaEvaluator } from './quota-evaluator.js';
import { quotaCounts } from './quota-scopes.js';

const now = Date.UTC(2026, 0, 1);
const ago = (seconds: number) => new Date(now - seconds * 1_000).toISOString();

function pod(spec: Partial<PodSpec> = {}, more: Partial<Pod> = {}): Pod {
  const containers = [{ name: 'main', image: 'one' }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers, ...spec }, ...more };
}

const asking = (resources: PodSpec['containers'][number]['resources'] = {}) =>
  pod({ containers: [{ name: 'main', image: 'one', resources }] });

function claim(spec: PersistentVolumeClaim['spec'], more: Partial<PersistentVolumeClaim> = {}): PersistentVolumeClaim {
  const resources = { requests: { storage: '1Gi' } };
  const metadata = { name: 'c' };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: { resources, ...spec }, ...more };
}

function service(spec: Service['spec']): Service {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec };
}

const counted = (service: string, nodePorts: string, balancers: string) => ({
  ...{ 'count/services': service, services: service },
  ...{ 'services.nodeports': nodePorts, 'services.loadbalancers': balancers },
});

describe('what an object takes of a quota', () => {
  const ports = [{ port: 80 }, { port: 81, nodePort: 30_000 }];
  const running = { 'count/pods': '1', pods: '1' };
  const sized = { 'count/persistentvolumeclaims': '1', persistentvolumeclaims: '1', 'requests.storage': '1Gi' };

  it.each<[string, { group: string; plural: string }, KubernetesObject, Record<string, string>]>([
    ['a Pod', { group: '', plural: 'pods' }, pod(), running],
    [
      'a Pod that has ended',
      { group: '', plural: 'pods' },
      pod({}, { status: { phase: 'Failed' } }),
      { 'count/pods': '1' },
    ],
    [
      'a Pod on its way out',
      { group: '', plural: 'pods' },
      pod({}, { metadata: { name: 'p', deletionTimestamp: ago(20), deletionGracePeriodSeconds: 30 } }),
      running,
    ],
    [
      'a Pod that should have gone',
      { group: '', plural: 'pods' },
      pod({}, { metadata: { name: 'p', deletionTimestamp: ago(31), deletionGracePeriodSeconds: 30 } }),
      { 'count/pods': '1' },
    ],
    [
      'requests and limits',
      { group: '', plural: 'pods' },
      asking({
        requests: { cpu: '100m', 'example.com/gpu': '1', 'hugepages-2Mi': '4Mi' },
        limits: { memory: '1Gi', 'ephemeral-storage': '2Gi', 'example.com/gpu': '1', 'hugepages-2Mi': '4Mi' },
      }),
      {
        ...running,
        ...{ cpu: '100m', 'requests.cpu': '100m', 'limits.memory': '1Gi', 'limits.ephemeral-storage': '2Gi' },
        ...{ 'requests.example.com/gpu': '1', 'hugepages-2Mi': '4Mi', 'requests.hugepages-2Mi': '4Mi' },
      },
    ],
    ['a Service', { group: '', plural: 'services' }, service({ ports }), counted('1', '0', '0')],
    ['node ports', { group: '', plural: 'services' }, service({ type: 'NodePort', ports }), counted('1', '2', '0')],
    ['a balancer', { group: '', plural: 'services' }, service({ type: 'LoadBalancer', ports }), counted('1', '2', '1')],
    [
      'a balancer without node ports, but for the one that is asked for',
      { group: '', plural: 'services' },
      service({ type: 'LoadBalancer', ports, allocateLoadBalancerNodePorts: false }),
      counted('1', '1', '1'),
    ],
    ['a claim', { group: '', plural: 'persistentvolumeclaims' }, claim({}), sized],
    [
      'a claim of a class that has grown',
      { group: '', plural: 'persistentvolumeclaims' },
      claim({ storageClassName: 'fast' }, { status: { allocatedResources: { storage: '2Gi' } } }),
      {
        ...{ ...sized, 'requests.storage': '2Gi' },
        'fast.storageclass.storage.k8s.io/persistentvolumeclaims': '1',
        'fast.storageclass.storage.k8s.io/requests.storage': '2Gi',
      },
    ],
    ['a Secret', { group: '', plural: 'secrets' }, pod(), { secrets: '1', 'count/secrets': '1' }],
    ['a Deployment', { group: 'apps', plural: 'deployments' }, pod(), { 'count/deployments.apps': '1' }],
  ])('%s', (_case, resource, object, expected) => {
    const evaluator = quotaEvaluator(resource);
    const usage = evaluator.usage(object, now);
    expect(formatAmounts(usage)).toEqual(expected);
    expect(Object.keys(usage).filter((name) => !evaluator.measures(name))).toEqual([]);
  });
});

describe('a quota with scopes counts', () => {
  const near = { labelSelector: {}, topologyKey: 'zone' };
  const affinity = (term: object) => ({
    podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ ...near, ...term }] },
  });
  const classes = (operator: string, values?: string[]) => ({
    scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator, ...(values && { values }) }] },
  });

  it.each<[object, Pod, boolean]>([
    [{}, pod(), true],
    [{ scopes: ['Terminating'] }, pod(), false],
    [{ scopes: ['Terminating'] }, pod({ activeDeadlineSeconds: 5 }), true],
    [{ scopes: ['NotTerminating'] }, pod(), true],
    [{ scopes: ['BestEffort'] }, pod(), true],
    [{ scopes: ['BestEffort'] }, asking({ requests: { cpu: '1' } }), false],
    [{ scopes: ['NotBestEffort'] }, asking({ requests: { cpu: '1' } }), true],
    [{ scopes: ['NotBestEffort', 'Terminating'] }, asking({ requests: { cpu: '1' } }), false],
    [{ scopes: ['CrossNamespacePodAffinity'] }, pod({ affinity: affinity({}) }), false],
    [{ scopes: ['CrossNamespacePodAffinity'] }, pod({ affinity: affinity({ namespaces: ['x'] }) }), true],
    [{ scopes: ['CrossNamespacePodAffinity'] }, pod({ affinity: affinity({ namespaceSelector: {} }) }), true],
    [classes('In', ['high']), pod({ priorityClassName: 'high' }), true],
    [classes('In', ['high']), pod(), false],
    [classes('NotIn', ['high']), pod(), true],
    [classes('Exists'), pod({ priorityClassName: 'high' }), true],
    [classes('DoesNotExist'), pod({ priorityClassName: 'high' }), false],
  ])('%j of Pods', (spec, object, expected) => {
    expect(quotaCounts({ spec }, quotaEvaluator({ group: '', plural: 'pods' }), object)).toBe(expected);
  });

  it('nothing that has no scopes', () => {
    const secrets = quotaEvaluator({ group: '', plural: 'secrets' });
    expect(quotaCounts({ spec: { scopes: ['NotTerminating'] } }, secrets, pod())).toBe(false);
  });
});
