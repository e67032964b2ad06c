import type { StatefulSet, StatefulSetSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { rowOf, ruleErrors, updateErrors } from '../resource-test-tools.js';
import { statefulsets } from './statefulsets.js';

const labels = { app: 'db' };
const container = { name: 'db', image: 'hello:1' };

function statefulSet(spec: Partial<StatefulSetSpec> = {}): StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'default' },
    spec: {
      serviceName: 'db',
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
      ...spec,
    },
  };
}

const claim = (name: string) => ({ metadata: { name }, spec: { accessModes: ['ReadWriteOnce'] } }) as never;
const mounting = (name: string) => ({
  template: {
    metadata: { labels },
    spec: { containers: [{ ...container, volumeMounts: [{ name, mountPath: '/data' }] }] },
  },
});
const rolling = (rollingUpdate: object) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } });

it('fills in what the API documents', () => {
  const object = statefulSet({ volumeClaimTemplates: [claim('data')] });
  statefulsets.strategy.defaults?.(object);
  const { template: _, volumeClaimTemplates, ...spec } = object.spec;
  expect(spec).toEqual({
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    podManagementPolicy: 'OrderedReady',
    replicas: 1,
    revisionHistoryLimit: 10,
    selector: { matchLabels: labels },
    serviceName: 'db',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
  });
  expect(volumeClaimTemplates?.[0]).toMatchObject({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    spec: { volumeMode: 'Filesystem' },
    status: { phase: 'Pending' },
  });
});

describe('validation of StatefulSets', () => {
  const mismatch =
    'spec.template.metadata.labels: Invalid value: {"app":"db"}: `selector` does not match template `labels`';
  const at = 'spec.updateStrategy.rollingUpdate';
  it.each<[string, Partial<StatefulSetSpec>, string[]]>([
    ['a plain one', {}, []],
    ['one that mounts its claim', { ...mounting('data'), volumeClaimTemplates: [claim('data')] }, []],
    [
      'one that mounts nothing',
      mounting('data'),
      ['spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"'],
    ],
    ['no selector', { selector: undefined as never }, ['spec.selector: Required value', mismatch]],
    ['a selector of others', { selector: { matchLabels: { app: 'other' } } }, [mismatch]],
    [
      'a selector of everything',
      { selector: {} },
      ['spec.selector: Invalid value: {}: empty selector is invalid for statefulset'],
    ],
    [
      'an unknown order',
      { podManagementPolicy: 'x' },
      [`spec.podManagementPolicy: Invalid value: "x": must be 'OrderedReady' or 'Parallel'`],
    ],
    [
      'an unknown strategy',
      { updateStrategy: { type: 'x' } },
      [`spec.updateStrategy: Invalid value: {"Type":"x","RollingUpdate":null}: must be 'RollingUpdate' or 'OnDelete'`],
    ],
    [
      'a partition that nothing rolls to',
      { updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } } },
      [`${at}: Invalid value: {"Partition":1,"MaxUnavailable":null}: only allowed for updateStrategy 'RollingUpdate'`],
    ],
    [
      'less than nothing',
      { ...rolling({ partition: -1, maxUnavailable: 0 }), ordinals: { start: -1 }, replicas: -1 },
      [
        `${at}.partition: Invalid value: -1: must be greater than or equal to 0`,
        `${at}.maxUnavailable: Invalid value: 0: cannot be 0`,
        'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
        'spec.ordinals.start: Invalid value: -1: must be greater than or equal to 0',
      ],
    ],
    [
      'more than all',
      rolling({ maxUnavailable: '101%' }),
      [`${at}.maxUnavailable: Invalid value: "101%": must not be greater than 100%`],
    ],
    [
      'an unknown retention',
      { persistentVolumeClaimRetentionPolicy: { whenScaled: 'x' } },
      [
        'spec.persistentVolumeClaimRetentionPolicy.whenScaled: Unsupported value: "x": supported values: "Retain", "Delete"',
      ],
    ],
  ])('of %s', (_case, spec, errors) => {
    expect(ruleErrors(statefulsets, statefulSet(spec))).toEqual(errors);
  });

  it.each<[string, Partial<StatefulSetSpec>, number]>([
    ['its replicas and where they begin', { replicas: 3, ordinals: { start: 2 } }, 0],
    ['its template', mounting('x'), 0],
    ['its service', { serviceName: 'other' }, 1],
    ['its claims', { volumeClaimTemplates: [claim('data')] }, 1],
  ])('of a change of %s', (_case, spec, count) => {
    const words =
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
    const errors = updateErrors(statefulsets, { old: statefulSet(), next: statefulSet(spec) });
    expect(errors).toEqual(Array.from({ length: count }, () => words));
  });

  it('counts nothing that is not there', () => {
    const status = { replicas: 1, readyReplicas: 2, availableReplicas: 3 };
    const errors = statefulsets.strategy.validateStatusUpdate?.({ ...statefulSet(), status }, statefulSet()) ?? [];
    expect(errors.map(({ field, detail }) => `${field}: ${detail}`)).toEqual([
      'status.readyReplicas: cannot be greater than status.replicas',
      'status.availableReplicas: cannot be greater than status.replicas',
      'status.availableReplicas: cannot be greater than status.readyReplicas',
    ]);
  });
});

it('sums a StatefulSet up', () => {
  const object = { ...statefulSet({ replicas: 3 }), status: { replicas: 3, readyReplicas: 2 } };
  expect(rowOf(statefulsets, object, 0)).toEqual({
    Name: 'db',
    Ready: '2/3',
    Age: '<unknown>',
    Containers: 'db',
    Images: 'hello:1',
  });
});
