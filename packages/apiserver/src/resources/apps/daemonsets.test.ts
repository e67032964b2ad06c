import type { DaemonSet, DaemonSetSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { rowOf, ruleErrors, someWrite, updateErrors } from '../resource-test-tools.js';
import { daemonsets } from './daemonsets.js';

const labels = { app: 'agent' };
const templateGeneration = 'deprecated.daemonset.template.generation';

function daemonSet(spec: Partial<DaemonSetSpec> = {}): DaemonSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'default' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'agent', image: 'hello:1' }] } },
      ...spec,
    },
  };
}

const rolling = (rollingUpdate: NonNullable<DaemonSetSpec['updateStrategy']>['rollingUpdate']) => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate },
});

describe('defaults of DaemonSets', () => {
  it.each<[string, Partial<DaemonSetSpec>, DaemonSetSpec['updateStrategy']]>([
    ['nothing said', {}, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } }],
    ['a surge', rolling({ maxSurge: 1 }), { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } }],
    ['by hand', { updateStrategy: { type: 'OnDelete' } }, { type: 'OnDelete' }],
  ])('with %s', (_case, spec, updateStrategy) => {
    const object = daemonSet(spec);
    daemonsets.strategy.defaults?.(object);
    expect(object.spec.updateStrategy).toEqual(updateStrategy);
    expect(object.spec.revisionHistoryLimit).toBe(10);
  });
});

describe('validation of DaemonSets', () => {
  const at = 'spec.updateStrategy.rollingUpdate';
  it.each<[string, Partial<DaemonSetSpec>, string[]]>([
    ['a plain one', {}, []],
    [
      'no selector',
      { selector: undefined as never },
      ['spec.template.metadata.labels: Invalid value: {"app":"agent"}: `selector` does not match template `labels`'],
    ],
    [
      'a selector of everything',
      { selector: {} },
      ['spec.selector: Invalid value: {}: empty selector is invalid for daemonset'],
    ],
    [
      'an unknown strategy',
      { updateStrategy: { type: 'x' } },
      [
        'spec.updateStrategy: Unsupported value: {"Type":"x","RollingUpdate":null}: supported values: "RollingUpdate", "OnDelete"',
      ],
    ],
    [
      'no room for an update',
      rolling({ maxUnavailable: '0%', maxSurge: 0 }),
      [`${at}.maxUnavailable: Required value: cannot be 0 when maxSurge is 0`],
    ],
    [
      'both kinds of room',
      rolling({ maxUnavailable: 1, maxSurge: '10%' }),
      [`${at}.maxSurge: Invalid value: "10%": may not be set when maxUnavailable is non-zero`],
    ],
    [
      'more than all',
      rolling({ maxUnavailable: 0, maxSurge: '101%' }),
      [`${at}.maxSurge: Invalid value: "101%": must not be greater than 100%`],
    ],
    [
      'Pods with a deadline',
      {
        template: { metadata: { labels }, spec: { activeDeadlineSeconds: 5, containers: [{ name: 'a', image: 'x' }] } },
      },
      ['spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in DaemonSet is not Supported'],
    ],
  ])('of %s', (_case, spec, errors) => {
    expect(ruleErrors(daemonsets, daemonSet(spec))).toEqual(errors);
  });

  it('keeps the selector, and lets the collisions grow only', () => {
    const other = { matchLabels: { app: 'agent', tier: 'x' } };
    const next = daemonSet({ selector: other });
    expect(updateErrors(daemonsets, { old: daemonSet(), next })).toEqual([
      `spec.selector: Invalid value: ${JSON.stringify(other)}: field is immutable`,
    ]);
    const status = { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };
    const [one, two] = [1, 2].map((collisionCount) => ({ ...daemonSet(), status: { ...status, collisionCount } }));
    const errors = daemonsets.strategy.validateStatusUpdate?.(one as DaemonSet, two as DaemonSet) ?? [];
    expect(errors.map(({ detail }) => detail)).toEqual(['cannot be decremented']);
  });
});

it('counts the templates of a DaemonSet, whatever is said of them', () => {
  const first = daemonSet();
  daemonsets.strategy.prepareForCreate?.(first, someWrite);
  const next = daemonSet({ minReadySeconds: 5 });
  daemonsets.strategy.prepareForUpdate?.(next, first, someWrite);
  const other = daemonSet({
    template: { metadata: { labels }, spec: { containers: [{ name: 'agent', image: 'hello:2' }] } },
  });
  other.metadata.annotations = { [templateGeneration]: '7' };
  daemonsets.strategy.prepareForUpdate?.(other, next, someWrite);
  expect([first, next, other].map(({ metadata }) => metadata.annotations?.[templateGeneration])).toEqual([
    '1',
    '1',
    '2',
  ]);
});

it('sums a DaemonSet up', () => {
  const object = daemonSet();
  object.status = { desiredNumberScheduled: 3, currentNumberScheduled: 3, numberMisscheduled: 0, numberReady: 2 };
  expect(rowOf(daemonsets, object, 0)).toEqual({
    Name: 'agent',
    Desired: 3,
    Current: 3,
    Ready: 2,
    'Up-to-date': 0,
    Available: 0,
    'Node Selector': '<none>',
    Age: '<unknown>',
    Containers: 'agent',
    Images: 'hello:1',
    Selector: 'app=agent',
  });
});
