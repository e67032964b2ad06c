import { findVolume, mismatchOf, type PersistentVolume, type PersistentVolumeClaim } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { claim, volume } from '../testing/samples.js';

const size = (storage: string) => ({ capacity: { storage } });

describe('what a volume lacks', () => {
  it.each<[string, PersistentVolume['spec'], PersistentVolumeClaim['spec'], string | undefined]>([
    ['nothing', {}, {}, undefined],
    ['nothing, where it has more', size('2Gi'), {}, undefined],
    ['size', size('1Mi'), {}, 'requested PV is too small'],
    ['the class', {}, { storageClassName: 'fast' }, 'storageClassName does not match'],
    ['being of no class', { storageClassName: 'fast' }, { storageClassName: '' }, 'storageClassName does not match'],
    ['a file system', { volumeMode: 'Block' }, {}, 'incompatible volumeMode'],
    ['a mode', {}, { accessModes: ['ReadWriteOnce', 'ReadWriteMany'] }, 'incompatible accessMode'],
    ['being for one Pod alone', {}, { accessModes: ['ReadWriteOncePod'] }, 'incompatible accessMode'],
  ])('%s', (_case, has, asks, mismatch) => {
    expect(mismatchOf(volume('v', has), claim('c', asks))).toBe(mismatch);
  });
});

describe('the volume of a claim', () => {
  const labelled = { ...volume('labelled', size('9Gi')), metadata: { name: 'labelled', labels: { tier: 'gold' } } };
  const others = volume('others', { claimRef: { namespace: 'default', name: 'other' } });
  const reserved = volume('reserved', { ...size('8Gi'), claimRef: { namespace: 'default', name: 'c' } });
  const all = [volume('large', size('3Gi')), volume('small', size('2Gi')), others, labelled];

  it.each<[string, PersistentVolumeClaim['spec'], PersistentVolume[], boolean, string | undefined]>([
    ['is the smallest', {}, all, false, 'small'],
    ['is one that is selected', { selector: { matchLabels: { tier: 'gold' } } }, all, false, 'labelled'],
    ['is the one that is reserved', {}, [...all, reserved], false, 'reserved'],
    ['is no other before there is a consumer', {}, all, true, undefined],
    ['is the one that is reserved even then', {}, [...all, reserved], true, 'reserved'],
    ['is none', { resources: { requests: { storage: '1Ti' } } }, all, false, undefined],
  ])('%s', (_case, spec, volumes, reservedOnly, name) => {
    expect(findVolume(claim('c', spec), volumes, { reservedOnly })?.metadata.name).toBe(name);
  });
});
