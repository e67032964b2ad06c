import { expect, it } from 'vitest';
import { mergeMetadata } from '../merge-metadata.js';
import { loadSchemas } from '../schema/load-schemas.js';
import { type MergeSchema, mergeSchemaOf } from './merge-schema.js';

const registry = loadSchemas();
const fromSchema = mergeSchemaOf(registry.definition('io.k8s.api.core.v1.Pod'), registry);
const fromTable = mergeMetadata({ group: '', version: 'v1', kind: 'Pod' });

it.each([
  ['spec.containers', ['merge'], 'name'],
  ['spec.containers[].env', ['merge'], 'name'],
  ['spec.containers[].ports', ['merge'], 'containerPort'],
  ['spec.volumes', ['merge', 'retainKeys'], 'name'],
  ['metadata.finalizers', ['merge'], undefined],
  ['metadata.ownerReferences', ['merge'], 'uid'],
  ['spec.tolerations', [], undefined],
])('%s', (path, strategies, mergeKey) => {
  for (const root of [fromSchema, fromTable]) {
    const schema = walk(root, path);
    expect(schema?.strategies ?? []).toEqual(strategies);
    expect(schema?.mergeKey).toBe(mergeKey);
  }
});

function walk(root: MergeSchema | undefined, path: string): MergeSchema | undefined {
  return path.split('.').reduce((schema: MergeSchema | undefined, part) => {
    const field = schema?.child(part.replace('[]', ''));
    return part.endsWith('[]') ? field?.items : field;
  }, root);
}
