import type { KubernetesObject } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { configmaps } from '../resources/core/configmaps.js';
import { encodeObject, stampRevision } from './encode-object.js';

const uid = '8a1f4ad2-5d3c-4b0a-9b1e-0f4de3f46a50';

function read(object: KubernetesObject, revision: number): string {
  return stampRevision(encodeObject(configmaps, object), revision).toString();
}

describe('the bytes of an object', () => {
  it('hold no revision when they are written, and the one of their write when they are read', () => {
    const metadata = { labels: { app: 'größe' }, uid, name: 'a', resourceVersion: '1', namespace: 'ns' };
    const object = { metadata, data: { k: 'v' }, apiVersion: 'v1', kind: 'ConfigMap' };
    expect(JSON.parse(encodeObject(configmaps, object).bytes.toString())).toEqual({
      ...object,
      metadata: { labels: { app: 'größe' }, uid, name: 'a', namespace: 'ns' },
    });
    expect(read(object, 1234)).toBe(
      `{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"ns","uid":"${uid}","resourceVersion":"1234","labels":{"app":"größe"}},"data":{"k":"v"}}`,
    );
  });

  it.each([
    ['nothing but a name', { name: 'ü' }],
    ['a name of two bytes a letter, and more', { name: 'ü', generation: 1 }],
    ['a resourceVersion among its labels', { name: 'a', labels: { resourceVersion: '7' } }],
  ])('are whole with %s', (_, metadata) => {
    const bare = { kind: 'ConfigMap', apiVersion: 'v1', metadata };
    for (const object of [bare, { ...bare, data: {} }]) {
      expect(JSON.parse(read(object, 9))).toEqual({ ...object, metadata: { ...metadata, resourceVersion: '9' } });
    }
  });

  it('stay as they are where they were written with their revision', () => {
    const { bytes, index } = encodeObject(configmaps, { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a' } });
    const { revisionAt: _, ...before } = index;
    expect(stampRevision({ bytes, index: before }, 5)).toBe(bytes);
  });
});
