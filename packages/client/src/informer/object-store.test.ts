import { type ConfigMap, parseLabelSelector } from '@sampan/api';
import { expect, it } from 'vitest';
import { createObjectStore } from './object-store.js';

function configMap(namespace: string, name: string, metadata: ConfigMap['metadata'] = {}): ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, namespace, name } };
}

it('finds objects by key, namespace, selector, owner and index, and forgets them everywhere', () => {
  const store = createObjectStore<ConfigMap>();
  const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'rs', uid: 'rs-uid' }];
  store.set(configMap('a', 'one', { labels: { app: 'web' }, ownerReferences }));
  store.addIndex('app', ({ metadata }) => (metadata.labels?.app === undefined ? [] : [metadata.labels.app]));
  store.set(configMap('a', 'two', { labels: { app: 'db' } }));
  store.set(configMap('b', 'one', { labels: { app: 'web' } }));
  const names = (objects: ConfigMap[]) => objects.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

  expect(names(store.list())).toEqual(['a/one', 'a/two', 'b/one']);
  expect(names(store.list({ namespace: 'a' }))).toEqual(['a/one', 'a/two']);
  expect(names(store.list({ selector: parseLabelSelector('app=web') }))).toEqual(['a/one', 'b/one']);
  expect(names(store.byOwner('rs-uid'))).toEqual(['a/one']);
  expect(names(store.byIndex('app', 'web'))).toEqual(['a/one', 'b/one']);

  store.set(configMap('a', 'one', { labels: { app: 'db' } }));
  store.delete({ namespace: 'b', name: 'one' });
  expect(names(store.byOwner('rs-uid'))).toEqual([]);
  expect(names(store.byIndex('app', 'web'))).toEqual([]);
  expect(names(store.byIndex('app', 'db'))).toEqual(['a/two', 'a/one']);
  expect(store.size).toBe(2);
  expect(() => store.byIndex('none', 'x')).toThrow('there is no index none');
});
