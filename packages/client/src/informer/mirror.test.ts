import type { ConfigMap } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { createMirror, type Mirror } from './mirror.js';

function configMap(name: string, resourceVersion: string, uid = `uid-${name}`): ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', name, uid, resourceVersion } };
}

function observed(): { mirror: Mirror<ConfigMap>; heard: string[] } {
  const heard: string[] = [];
  const say = (word: string) => (object: ConfigMap) =>
    heard.push(`${word} ${object.metadata.name}@${object.metadata.resourceVersion}`);
  return { mirror: createMirror({ added: say('added'), updated: say('updated'), deleted: say('deleted') }), heard };
}

describe('a mirror', () => {
  it('hears of a write once, whether the answer or the event comes first', () => {
    const { mirror, heard } = observed();
    mirror.replace([], '1');
    mirror.written(configMap('a', '2'));
    mirror.changed(configMap('a', '2'));
    mirror.changed(configMap('b', '3'));
    mirror.written(configMap('b', '3'));
    mirror.changed(configMap('a', '4'));
    expect(heard).toEqual(['added a@2', 'added b@3', 'updated a@4']);
  });

  it('keeps what was written after a list was taken', () => {
    const { mirror, heard } = observed();
    mirror.written(configMap('new', '12'));
    mirror.replace([configMap('old', '5')], '10');
    mirror.replace([], '20');
    expect(heard).toEqual(['added new@12', 'added old@5', 'deleted new@12', 'deleted old@5']);
  });

  it('does not bring back what was deleted', () => {
    const { mirror, heard } = observed();
    mirror.replace([configMap('a', '5')], '5');
    mirror.removed({ namespace: 'shop', name: 'a' }, 'uid-a');
    mirror.changed(configMap('a', '5'));
    mirror.replace([configMap('a', '5')], '5');
    mirror.deleted(configMap('a', '6'));
    expect(heard).toEqual(['added a@5', 'deleted a@5']);
    expect(mirror.store.size).toBe(0);
  });

  it('does not bring back what went before the answer to its last write came', () => {
    const { mirror, heard } = observed();
    mirror.replace([configMap('a', '5')], '5');
    mirror.changed(configMap('a', '6'));
    mirror.deleted(configMap('a', '7'));
    for (const version of ['6', '7']) mirror.written(configMap('a', version));
    expect(heard).toEqual(['added a@5', 'updated a@6', 'deleted a@7']);
    mirror.written(configMap('a', '8', 'another'));
    expect(mirror.store.size).toBe(1);
  });

  it('tells an object that was replaced by another of its name as deleted and added', () => {
    const { mirror, heard } = observed();
    mirror.replace([configMap('a', '5', 'one')], '5');
    mirror.changed(configMap('a', '8', 'two'));
    mirror.deleted(configMap('a', '7', 'one'));
    expect(heard).toEqual(['added a@5', 'deleted a@5', 'added a@8']);
    expect(mirror.store.get({ namespace: 'shop', name: 'a' })?.metadata.uid).toBe('two');
  });

  it('believes a server that starts over with smaller versions', () => {
    const { mirror } = observed();
    mirror.replace([configMap('a', '5')], '5');
    mirror.changed(configMap('b', '900'));
    mirror.replace([configMap('a', '3', 'other')], '4');
    expect([...mirror.store.values()].map(({ metadata }) => metadata.uid)).toEqual(['other']);
  });

  it('keeps no managed fields', () => {
    const { mirror } = observed();
    const object = configMap('a', '1');
    object.metadata.managedFields = [{ manager: 'me' }];
    mirror.changed(object);
    expect(JSON.stringify(mirror.store.get({ namespace: 'shop', name: 'a' }))).not.toContain('managedFields');
  });
});
