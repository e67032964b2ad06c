import {
  formatAmounts,
  type KubernetesObject,
  type Pod,
  type PodSpec,
  quotaEvaluator,
  type ResourceQuota,
  type ResourceQuotaSpec,
} from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { planCharges } from './plan-charges.js';

type Amounts = Record<string, string>;

const zeros = (hard: Amounts) => Object.fromEntries(Object.keys(hard).map((name) => [name, '0']));

function quota(name: string, hard: Amounts, used: Amounts = zeros(hard), spec: ResourceQuotaSpec = {}): ResourceQuota {
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec, status: { hard, used } };
}

function pod(requests: Amounts = {}, limits: Amounts = {}, more: Partial<PodSpec> = {}): Pod {
  const containers = [{ name: 'c', image: 'one', resources: { requests, limits } }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers, ...more } };
}

const service = (type: string): KubernetesObject & { spec: object } => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' } },
  spec: { type, ports: [{ port: 80 }] },
});

interface Case {
  quotas: ResourceQuota[];
  object: KubernetesObject;
  oldObject?: KubernetesObject;
}

const plan = ({ quotas, object, oldObject }: Case) => {
  const plural = object.kind === 'Pod' ? 'pods' : 'services';
  const evaluator = quotaEvaluator({ group: '', plural });
  const planned = planCharges(quotas, { evaluator, object, ...(oldObject && { oldObject }), now: 0 });
  if ('refusal' in planned) return planned.refusal;
  return Object.fromEntries(planned.charges.map((charge) => [charge.quota.metadata.name, formatAmounts(charge.usage)]));
};

describe('a quota is charged', () => {
  it.each<[string, Case, Record<string, Amounts> | string]>([
    ['nothing where it does not limit', { quotas: [quota('q', { secrets: '1' })], object: pod() }, {}],
    ['what it limits', { quotas: [quota('q', { pods: '1' })], object: pod({ cpu: '1' }) }, { q: { pods: '1' } }],
    [
      'not by what it does not count',
      { quotas: [quota('q', { pods: '0' }, { pods: '0' }, { scopes: ['NotBestEffort'] })], object: pod() },
      {},
    ],
    [
      'each of several',
      { quotas: [quota('b', { pods: '1' }), quota('a', { pods: '1' })], object: pod() },
      { a: { pods: '1' }, b: { pods: '1' } },
    ],
    [
      'no more than there is',
      { quotas: [quota('q', { pods: '1' }, { pods: '1' })], object: pod() },
      'exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
    ],
    [
      'by all that is too much',
      { quotas: [quota('q', { memory: '1Gi', cpu: '1', pods: '1' })], object: pod({ cpu: '2', memory: '2Gi' }) },
      'exceeded quota: q, requested: cpu=2,memory=2Gi, used: cpu=0,memory=0, limited: cpu=1,memory=1Gi',
    ],
    [
      'by the first that has no room',
      { quotas: [quota('b', { pods: '0' }), quota('a', { pods: '0' })], object: pod() },
      'exceeded quota: a, requested: pods=1, used: pods=0, limited: pods=0',
    ],
    [
      'by what is said',
      { quotas: [quota('q', { 'limits.memory': '1', 'limits.cpu': '1' })], object: pod() },
      'failed quota: q: must specify limits.cpu for: c; limits.memory for: c',
    ],
    [
      'by what the Pod says as a whole',
      { quotas: [quota('q', { cpu: '1' })], object: pod({}, {}, { resources: { requests: { cpu: '1' } } }) },
      { q: { cpu: '1' } },
    ],
    [
      'not while nobody has counted',
      { quotas: [quota('q', { pods: '1', cpu: '1' }, { cpu: '0' })], object: pod({ cpu: '1' }) },
      'status unknown for quota: q, resources: cpu,pods',
    ],
    [
      'what is more than before',
      {
        quotas: [
          quota('q', { services: '1', 'services.nodeports': '1' }, { services: '1', 'services.nodeports': '0' }),
        ],
        ...{ object: service('NodePort'), oldObject: service('ClusterIP') },
      },
      { q: { services: '0', 'services.nodeports': '1' } },
    ],
    [
      'nothing for what becomes less',
      {
        quotas: [
          quota('q', { services: '1', 'services.nodeports': '0' }, { services: '1', 'services.nodeports': '1' }),
        ],
        ...{ object: service('ClusterIP'), oldObject: service('NodePort') },
      },
      {},
    ],
  ])('%s', (_case, given, expected) => {
    expect(plan(given)).toEqual(expected);
  });
});
