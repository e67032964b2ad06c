import type { PersistentVolume, PersistentVolumeSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { rowOf, ruleErrors, updateErrors } from '../resource-test-tools.js';
import { persistentvolumes } from './persistentvolumes.js';

const nodeAffinity = {
  required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }] },
};
const noSource = { hostPath: undefined } as never as PersistentVolumeSpec;

function volume(spec: PersistentVolumeSpec = {}): PersistentVolume {
  const defaults = { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/data' } };
  return { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'v' }, spec: { ...defaults, ...spec } };
}

describe('validation of PersistentVolumes', () => {
  it.each<[string, PersistentVolumeSpec, string[]]>([
    ['a plain one', {}, []],
    ['no access mode', { accessModes: [] }, ['spec.accessModes: Required value']],
    [
      'no size',
      { capacity: {} },
      [
        'spec.capacity: Required value',
        expect.stringMatching(/^spec\.capacity: Unsupported value: .*: supported values: "storage"$/),
      ] as string[],
    ],
    [
      'nothing',
      { capacity: { storage: '0' } },
      ['spec.capacity[storage]: Invalid value: "0": must be greater than zero'],
    ],
    ['no source', noSource, ['spec: Required value: must specify a volume type']],
    [
      'two sources',
      { nfs: { server: 's', path: '/p' } },
      ['spec.nfs: Forbidden: may not specify more than 1 volume type'],
    ],
    [
      'a local one that is everywhere',
      { ...noSource, local: { path: '/x' } },
      ['spec.nodeAffinity: Required value: Local volume requires node affinity'],
    ],
    [
      'a local one that climbs',
      { ...noSource, local: { path: '/x/../y' }, nodeAffinity },
      ['spec.local.path: Invalid value: "/x/../y": must not contain \'..\''],
    ],
    [
      'an affinity to nothing',
      { nodeAffinity: {} },
      ['spec.nodeAffinity.required: Required value: must specify required node constraints'],
    ],
    [
      'a machine that is emptied',
      { hostPath: { path: '/' }, persistentVolumeReclaimPolicy: 'Recycle' },
      ["spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'"],
    ],
    [
      'a driver without a volume',
      { ...noSource, csi: { driver: 'disk.example.com', volumeHandle: '' } },
      ['spec.csi.volumeHandle: Required value'],
    ],
    [
      'attributes of nobody',
      { volumeAttributesClassName: 'fast' },
      ['spec.csi: Required value: has to be specified when using volumeAttributesClassName'],
    ],
  ])('of %s', (_case, spec, errors) => {
    expect(ruleErrors(persistentvolumes, volume(spec))).toEqual(errors);
  });

  it.each<[string, PersistentVolumeSpec, PersistentVolumeSpec, unknown[]]>([
    ['its claim', {}, { claimRef: { namespace: 'default', name: 'c' } }, []],
    ['its size', {}, { capacity: { storage: '2Gi' } }, []],
    ['its affinity, once', {}, { nodeAffinity }, []],
    ['its affinity, twice', { nodeAffinity }, {}, [expect.stringMatching(/^nodeAffinity: .*field is immutable$/)]],
    ['its mode', {}, { volumeMode: 'Block' }, ['volumeMode: Invalid value: "Block": field is immutable']],
    [
      'its place',
      {},
      { hostPath: { path: '/other' } },
      [
        expect.stringMatching(
          /^spec\.persistentvolumesource: Forbidden: spec\.persistentvolumesource is immutable after creation\n/,
        ),
      ],
    ],
  ])('of a change of %s', (_case, old, next, errors) => {
    expect(updateErrors(persistentvolumes, { old: volume(old), next: volume(next) })).toEqual(errors);
  });
});

it('sums a volume up', () => {
  const object = volume({
    persistentVolumeReclaimPolicy: 'Retain',
    storageClassName: 'fast',
    volumeMode: 'Filesystem',
    claimRef: { namespace: 'default', name: 'data' },
  });
  object.status = { phase: 'Failed', reason: 'VolumeFailedDelete' };
  expect(rowOf(persistentvolumes, object, 0)).toEqual({
    Name: 'v',
    Capacity: '1Gi',
    'Access Modes': 'RWO',
    'Reclaim Policy': 'Retain',
    Status: 'Failed',
    Claim: 'default/data',
    StorageClass: 'fast',
    VolumeAttributesClass: '<unset>',
    Reason: 'VolumeFailedDelete',
    Age: '<unknown>',
    VolumeMode: 'Filesystem',
  });
});
