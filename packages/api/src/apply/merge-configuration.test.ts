import { describe, expect, it } from 'vitest';
import { loadSchemas } from '../schema/load-schemas.js';
import { deepClone } from '../values/deep-clone.js';
import type { JsonObject } from '../values/json.js';
import { fieldTypeOf } from './field-type.js';
import { mergeConfiguration } from './merge-configuration.js';

const registry = loadSchemas();
const type = fieldTypeOf(registry.definition('io.k8s.api.core.v1.Pod'), registry);
const pod = {
  metadata: { name: 'a', labels: { x: 'y' }, finalizers: ['a/b'] },
  spec: {
    containers: [
      { name: 'a', image: 'i', ports: [{ containerPort: 80 }] },
      { name: 'b', image: 'j' },
    ],
  },
};

describe('a configuration', () => {
  it.each<[string, JsonObject, (object: typeof pod) => unknown, unknown]>([
    ['adds entries', { metadata: { labels: { a: 'b' } } }, ({ metadata }) => metadata.labels, { x: 'y', a: 'b' }],
    ['joins sets', { metadata: { finalizers: ['c/d'] } }, ({ metadata }) => metadata.finalizers, ['a/b', 'c/d']],
    [
      'finds elements by their keys',
      { spec: { containers: [{ name: 'b', image: 'k' }] } },
      ({ spec }) => spec.containers.map(({ image }) => image),
      ['i', 'k'],
    ],
    ['leaves alone what it does not state', { spec: { nodeName: 'n' } }, ({ metadata }) => metadata, pod.metadata],
  ])('%s', (_, configuration, part, expected) => {
    const before = deepClone(pod);
    expect(part(mergeConfiguration(pod, configuration, type) as typeof pod)).toEqual(expected);
    expect(pod).toEqual(before);
  });

  it.each<[JsonObject, string]>([
    [{ nope: 1 }, 'failed to convert patch object to typed object: .nope: field not declared in schema'],
    [
      { spec: { hostname: 2, nodeName: 1 } },
      'failed to convert patch object to typed object: errors:\n  .spec.hostname: expected string, got ',
    ],
    [
      { spec: { nodeSelector: { a: 'b' } } },
      'invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.nodeSelector',
    ],
    [
      { spec: { containers: [{ name: 'a', command: ['x'] }] } },
      'may not mutate atomic arrays, maps or structs: .spec.containers[name="a"].command',
    ],
  ])('%j is refused: %s', (configuration, problem) => {
    expect(() => mergeConfiguration(pod, configuration, type)).toThrow(problem);
  });
});
