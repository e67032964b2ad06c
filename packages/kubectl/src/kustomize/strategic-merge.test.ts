import { mergeMetadata } from '@sampan/api/merge-metadata';
import { describe, expect, it } from 'vitest';
import { mergeStrategically } from './strategic-merge.js';

const pod = mergeMetadata({ group: '', version: 'v1', kind: 'Pod' });
const merged = (original: object, patch: object, schema = pod) =>
  mergeStrategically(original as Record<string, unknown>, patch as Record<string, unknown>, schema);

describe('a strategic merge of kustomize', () => {
  it('puts what a patch says of a list first, in its order', () => {
    const original = { spec: { containers: [{ name: 'a', image: '1' }, { name: 'b' }, { name: 'c' }] } };
    const patch = {
      spec: { containers: [{ name: 'new' }, { name: 'c', image: '3' }, { name: 'a', $patch: 'delete' }] },
    };
    expect(merged(original, patch)).toEqual({
      spec: { containers: [{ name: 'new' }, { name: 'c', image: '3' }, { name: 'b' }] },
    });
  });

  it('tells ports apart by their protocols, and leaves those that are there where they are', () => {
    const containers = (...ports: object[]) => ({ spec: { containers: [{ name: 'a', ports }] } });
    const original = containers(
      { containerPort: 1, protocol: 'TCP' },
      { containerPort: 1, protocol: 'UDP' },
      { containerPort: 2 },
    );
    const patch = containers(
      { containerPort: 2, name: 'two' },
      { containerPort: 3 },
      { containerPort: 1, protocol: 'UDP', name: 'u' },
    );
    expect(merged(original, patch)).toEqual(
      containers(
        { containerPort: 3 },
        { containerPort: 1, protocol: 'TCP' },
        { containerPort: 1, protocol: 'UDP', name: 'u' },
        { containerPort: 2, name: 'two' },
      ),
    );
  });

  it('replaces and deletes as it is told', () => {
    expect(merged({ spec: { a: 1, b: 2 } }, { spec: { $patch: 'replace', c: 3 } })).toEqual({ spec: { c: 3 } });
    expect(merged({ spec: { a: 1, b: 2 } }, { spec: { a: null } })).toEqual({ spec: { b: 2 } });
    expect(merged({ spec: {} }, { $patch: 'delete' })).toBeUndefined();
    const containers = [{ $patch: 'replace' }, { name: 'z' }];
    expect(merged({ spec: { containers: [{ name: 'a' }] } }, { spec: { containers } })).toEqual({
      spec: { containers: [{ name: 'z' }] },
    });
  });

  it('replaces lists of types that it does not know', () => {
    expect(merged({ list: [{ name: 'a' }] }, { list: [{ name: 'b' }] }, undefined)).toEqual({ list: [{ name: 'b' }] });
  });
});
