import { describe, expect, it } from 'vitest';
import { dedupOwnerReferences } from './dedup-owner-references.js';

const owner = (uid: string, name = 'x') => ({ apiVersion: 'v1', kind: 'ConfigMap', name, uid });

describe('dedupOwnerReferences', () => {
  it.each([
    ['leaves different owners', [owner('1'), owner('2')], [owner('1'), owner('2')], []],
    ['keeps what only shares its uid', [owner('1'), owner('1', 'y')], [owner('1'), owner('1', 'y')], []],
    ['drops what is there twice', [owner('1'), owner('2'), owner('1')], [owner('1'), owner('2')], ['1']],
    ['names every duplicate', [owner('1'), owner('1'), owner('1')], [owner('1')], ['1, 1']],
  ])('%s', (_case, ownerReferences, kept, observed) => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', ownerReferences } };
    const warnings: string[] = [];
    dedupOwnerReferences(object, { warn: (message) => warnings.push(message) });
    expect(object.metadata.ownerReferences).toEqual(kept);
    expect(warnings.map((warning) => warning.split('observed: ')[1])).toEqual(observed);
  });
});
