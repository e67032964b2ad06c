import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { rowOf, ruleErrors, updateErrors } from '../resource-test-tools.js';
import { persistentvolumeclaims } from './persistentvolumeclaims.js';

function claim(spec: PersistentVolumeClaimSpec = {}, status?: PersistentVolumeClaim['status']): PersistentVolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    ...(status && { status }),
  };
}

const size = (storage: string) => ({ resources: { requests: { storage } } });

describe('validation of PersistentVolumeClaims', () => {
  it.each<[string, PersistentVolumeClaimSpec, string[]]>([
    ['a plain one', {}, []],
    ['no class at all', { storageClassName: '' }, []],
    ['no access mode', { accessModes: [] }, ['spec.accessModes: Required value: at least 1 access mode is required']],
    [
      'an unknown access mode',
      { accessModes: ['Sometimes'] },
      [
        'spec.accessModes: Unsupported value: "Sometimes": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
      ],
    ],
    [
      'one Pod and more',
      { accessModes: ['ReadWriteOncePod', 'ReadWriteOnce'] },
      ['spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes'],
    ],
    ['no size', { resources: {} }, ['spec.resources[storage]: Required value']],
    ['nothing', size('0'), ['spec.resources[storage]: Invalid value: "0": must be greater than zero']],
    [
      'an unknown mode',
      { volumeMode: 'Tape' },
      ['spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"'],
    ],
  ])('of %s', (_case, spec, errors) => {
    expect(ruleErrors(persistentvolumeclaims, claim(spec))).toEqual(errors);
  });

  const bound = { phase: 'Bound', capacity: { storage: '1Gi' } };
  const immutable =
    /^spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n/;
  it.each<[string, PersistentVolumeClaim, PersistentVolumeClaim, unknown[]]>([
    ['its volume, once', claim(), claim({ volumeName: 'v' }), []],
    ['its volume, twice', claim({ volumeName: 'v' }), claim({ volumeName: 'w' }), [expect.stringMatching(immutable)]],
    ['the size of one without a volume', claim(), claim(size('2Gi')), [expect.stringMatching(immutable)]],
    ['the size of one that is bound', claim({}, bound), claim(size('2Gi'), bound), []],
    ['the size of an expansion that failed', claim(size('9Gi'), bound), claim(size('2Gi'), bound), []],
    [
      'a size to less than there is',
      claim(size('9Gi'), bound),
      claim(size('1Gi'), bound),
      ['spec.resources.requests.storage: Forbidden: field can not be less than status.capacity'],
    ],
    [
      'the mode',
      claim(),
      claim({ volumeMode: 'Block' }),
      [expect.stringMatching(immutable), 'volumeMode: Invalid value: "Block": field is immutable'],
    ],
  ])('of a change of %s', (_case, old, next, errors) => {
    expect(updateErrors(persistentvolumeclaims, { old, next })).toEqual(errors);
  });
});

it('sums a claim up', () => {
  const status = { phase: 'Bound', accessModes: ['ReadOnlyMany', 'ReadWriteOnce'], capacity: { storage: '2Gi' } };
  const object = claim({ volumeName: 'pv-1', storageClassName: 'fast', volumeMode: 'Filesystem' }, status);
  expect(rowOf(persistentvolumeclaims, object, 0)).toEqual({
    Name: 'data',
    Status: 'Bound',
    Volume: 'pv-1',
    Capacity: '2Gi',
    'Access Modes': 'RWO,ROX',
    StorageClass: 'fast',
    VolumeAttributesClass: '<unset>',
    Age: '<unknown>',
    VolumeMode: 'Filesystem',
  });
});
