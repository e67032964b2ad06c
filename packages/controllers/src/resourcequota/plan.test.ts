import { type KubernetesObject, quotaEvaluator, type ResourceQuota, type ResourceQuotaStatus } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { pod } from '../testing/samples.js';
import { isLess, planStatus } from './plan.js';

const asking = (name: string, cpu: string) =>
  pod(name, { spec: { containers: [{ name: 'main', image: 'one', resources: { requests: { cpu } } }] } });

function quota(spec: ResourceQuota['spec'], status?: ResourceQuotaStatus): ResourceQuota {
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec, ...(status && { status }) };
}

describe('the status of a quota', () => {
  const hard = { pods: '5', 'requests.cpu': '2' };
  const used = { pods: '2', 'requests.cpu': '1500m' };
  const both = [asking('a', '1'), asking('b', '500m')];

  it.each<[string, ResourceQuota, KubernetesObject[], ResourceQuotaStatus | undefined]>([
    ['of nothing', quota({ hard }), [], { hard, used: { pods: '0', 'requests.cpu': '0' } }],
    ['of some Pods', quota({ hard }), both, { hard, used }],
    ['that is right already', quota({ hard }, { hard, used }), both, undefined],
    [
      'of what its scopes count',
      quota({ hard, scopes: ['BestEffort'] }),
      [...both, pod('c')],
      { hard, used: { pods: '1', 'requests.cpu': '0' } },
    ],
    [
      'of what nobody measures',
      quota({ hard: { secrets: '1', 'count/x.y': '1' } }, { hard: {}, used: { secrets: '1' } }),
      [],
      { hard: { secrets: '1', 'count/x.y': '1' }, used: { secrets: '1' } },
    ],
    [
      'of what is no longer limited',
      quota({ hard: { pods: '5' } }, { hard, used }),
      both,
      { hard: { pods: '5' }, used: { pods: '2' } },
    ],
  ])('%s', (_case, object, objects, expected) => {
    const evaluator = quotaEvaluator({ group: '', plural: 'pods' });
    expect(planStatus(object, [{ evaluator, objects }], 0)).toEqual(expected);
  });

  it.each<[Record<string, string>, Record<string, string>, boolean]>([
    [{ pods: '1' }, { pods: '1000m' }, false],
    [{ pods: '2' }, { pods: '1' }, false],
    [{ pods: '1', cpu: '9' }, { pods: '2', cpu: '1' }, true],
    [{}, { pods: '2' }, true],
  ])('%j is less than %j: %s', (next, charged, expected) => {
    expect(isLess({ used: next }, { used: charged })).toBe(expected);
  });
});
