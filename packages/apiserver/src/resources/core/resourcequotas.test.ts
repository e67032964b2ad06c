import type { ResourceQuota, ResourceQuotaSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { rowOf, ruleErrors, updateErrors } from '../resource-test-tools.js';
import { resourcequotas } from './resourcequotas.js';

function quota(spec: ResourceQuotaSpec = {}, status?: ResourceQuota['status']): ResourceQuota {
  const metadata = { name: 'q', namespace: 'default' };
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec, ...(status && { status }) };
}

const selecting = (...matchExpressions: { scopeName: string; operator: string; values?: string[] }[]) => ({
  scopeSelector: { matchExpressions },
});
const at = 'spec.scopeSelector.matchExpressions';

describe('validation of ResourceQuotas', () => {
  it.each<[string, ResourceQuotaSpec, string[]]>([
    ['amounts of all kinds', { hard: { pods: '1', 'requests.cpu': '1500m', 'count/jobs.batch': '3' } }, []],
    [
      'an unknown name',
      { hard: { bogus: '1' } },
      [
        'spec.hard[bogus]: Invalid value: "bogus": must be a standard resource type or fully qualified',
        'spec.hard[bogus]: Invalid value: "bogus": must be a standard resource for quota',
      ],
    ],
    [
      'a name that is none of a quota',
      { hard: { storage: '1' } },
      ['spec.hard[storage]: Invalid value: "storage": must be a standard resource for quota'],
    ],
    ['half a Pod', { hard: { pods: '500m' } }, ['spec.hard[pods]: Invalid value: "500m": must be an integer']],
    [
      'less than none',
      { hard: { cpu: '-1' } },
      ['spec.hard[cpu]: Invalid value: "-1": must be greater than or equal to 0'],
    ],
    ['an unknown scope', { scopes: ['Sometimes'] }, ['spec.scopes: Invalid value: ["Sometimes"]: unsupported scope']],
    [
      'a scope that does not suit',
      { hard: { pods: '1', cpu: '1' }, scopes: ['BestEffort'] },
      ['spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource'],
    ],
    [
      'scopes that exclude one another',
      { scopes: ['Terminating', 'NotTerminating'] },
      ['spec.scopes: Invalid value: ["Terminating","NotTerminating"]: conflicting scopes'],
    ],
    ['classes', selecting({ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }), []],
    [
      'no class',
      selecting({ scopeName: 'PriorityClass', operator: 'In' }),
      [
        `${at}.values: Required value: must be at least one value when \`operator\` is 'In' or 'NotIn' for scope selector`,
      ],
    ],
    [
      'classes and none',
      selecting({ scopeName: 'PriorityClass', operator: 'Exists', values: ['high'] }),
      [
        `${at}.values: Invalid value: ["high"]: must be no value when \`operator\` is 'Exist' or 'DoesNotExist' for scope selector`,
      ],
    ],
    [
      'an unknown operator',
      selecting({ scopeName: 'PriorityClass', operator: 'Like' }),
      [`${at}.operator: Invalid value: "Like": not a valid selector operator`],
    ],
    [
      'claims by priority',
      { hard: { persistentvolumeclaims: '1' }, ...selecting({ scopeName: 'PriorityClass', operator: 'Exists' }) },
      [
        `${at}: Invalid value: {"MatchExpressions":[{"ScopeName":"PriorityClass","Operator":"Exists","Values":null}]}: unsupported scope applied to resource`,
      ],
    ],
  ])('of %s', (_case, spec, errors) => {
    expect(ruleErrors(resourcequotas, quota(spec))).toEqual(errors);
  });

  it.each<[string, ResourceQuotaSpec, ResourceQuotaSpec, string[]]>([
    ['amounts', { hard: { pods: '1' } }, { hard: { pods: '2' } }, []],
    ['the order of scopes', { scopes: ['BestEffort', 'Terminating'] }, { scopes: ['Terminating', 'BestEffort'] }, []],
    ['scopes', {}, { scopes: ['BestEffort'] }, ['spec.scopes: Invalid value: ["BestEffort"]: field is immutable']],
  ])('of a change of %s', (_case, old, next, errors) => {
    expect(updateErrors(resourcequotas, { old: quota(old), next: quota(next) })).toEqual(errors);
  });

  it('shows what is taken of what there may be', () => {
    const status = { hard: { pods: '5', 'limits.cpu': '2', cpu: '1' }, used: { pods: '3', 'limits.cpu': '500m' } };
    expect(rowOf(resourcequotas, quota({}, status), 0)).toMatchObject({
      Name: 'q',
      Request: 'cpu: 0/1, pods: 3/5',
      Limit: 'limits.cpu: 500m/2',
    });
  });
});
