import type { Deployment, DeploymentSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { rowOf, ruleErrors, updateErrors } from '../resource-test-tools.js';
import { deployments } from './deployments.js';

const labels = { app: 'web' };

function deployment(spec: Partial<DeploymentSpec> = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'hello:1' }] } },
      ...spec,
    },
  };
}

describe('defaults of Deployments', () => {
  it('fills in what the API documents', () => {
    const object = deployment();
    deployments.strategy.defaults?.(object);
    const { template, ...spec } = object.spec;
    expect(spec).toEqual({
      progressDeadlineSeconds: 600,
      replicas: 1,
      revisionHistoryLimit: 10,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    });
    expect(template.spec).not.toHaveProperty('enableServiceLinks');
    expect(template.spec?.restartPolicy).toBe('Always');
  });
});

describe('validation of Deployments', () => {
  const recreate = { type: 'Recreate', rollingUpdate: { maxSurge: 1 } };
  it.each<[string, Partial<DeploymentSpec>, string[]]>([
    ['a plain one', {}, []],
    [
      'no selector',
      { selector: undefined as never },
      [
        'spec.selector: Required value',
        'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
      ],
    ],
    [
      'a selector of everything',
      { selector: {} },
      ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
    ],
    [
      'a selector of others',
      { selector: { matchLabels: { app: 'other' } } },
      ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'],
    ],
    ['less than nothing', { replicas: -1 }, ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']],
    [
      'Pods that end',
      {
        template: { metadata: { labels }, spec: { restartPolicy: 'Never', containers: [{ name: 'web', image: 'x' }] } },
      },
      ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
    ],
    ['no containers', { template: { metadata: { labels } } }, ['spec.template.spec.containers: Required value']],
    [
      'no way to roll',
      { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } },
      ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0'],
    ],
    [
      'a bad percentage',
      { strategy: { rollingUpdate: { maxSurge: 'x%' } } },
      [
        `spec.strategy.rollingUpdate.maxSurge: Invalid value: "x%": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')`,
      ],
    ],
    [
      'more than all',
      { strategy: { rollingUpdate: { maxUnavailable: '101%' } } },
      ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%'],
    ],
    [
      'a recreation that rolls',
      { strategy: recreate },
      ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ],
    [
      'an unknown strategy',
      { strategy: { type: 'x' } },
      [
        'spec.strategy: Unsupported value: {"Type":"x","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
      ],
    ],
    [
      'a deadline before readiness',
      { progressDeadlineSeconds: 5, minReadySeconds: 5 },
      ['spec.progressDeadlineSeconds: Invalid value: 5: must be greater than minReadySeconds'],
    ],
  ])('of %s', (_case, spec, errors) => {
    expect(ruleErrors(deployments, deployment(spec))).toEqual(errors);
  });

  it('keeps the selector', () => {
    const next = deployment({ selector: { matchLabels: { app: 'web', tier: 'x' } } });
    expect(updateErrors(deployments, { old: deployment(), next })).toEqual([
      'spec.selector: Invalid value: {"matchLabels":{"app":"web","tier":"x"}}: field is immutable',
    ]);
  });
});

describe('columns of Deployments', () => {
  it('sums up', () => {
    const object: Deployment = {
      ...deployment({ replicas: 3 }),
      status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 1 },
    };
    expect(rowOf(deployments, object, 0)).toEqual({
      Name: 'web',
      Ready: '2/3',
      'Up-to-date': 3,
      Available: 1,
      Age: '<unknown>',
      Containers: 'web',
      Images: 'hello:1',
      Selector: 'app=web',
    });
  });
});
