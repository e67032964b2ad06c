import { describe, expect, it } from 'vitest';
import { mergeMetadata } from './merge-metadata.js';
import { type MergeSchema, mergeSchemaOf } from './patch/merge-schema.js';
import { loadSchemas } from './schema/load-schemas.js';

const deployment = mergeMetadata({ group: 'apps', version: 'v1', kind: 'Deployment' });

function follow(schema: MergeSchema | undefined, ...fields: string[]): MergeSchema | undefined {
  return fields.reduce((current, field) => (field === '[]' ? current?.items : current?.child(field)), schema);
}

describe('mergeMetadata', () => {
  it('knows strategies and merge keys', () => {
    const containers = follow(deployment, 'spec', 'template', 'spec', 'containers');
    expect(containers).toMatchObject({ strategies: ['merge'], mergeKey: 'name' });
    expect(follow(containers, '[]', 'ports')).toMatchObject({ strategies: ['merge'], mergeKey: 'containerPort' });
    expect(follow(deployment, 'spec', 'template', 'spec', 'volumes')).toMatchObject({
      strategies: ['merge', 'retainKeys'],
    });
    expect(follow(deployment, 'spec', 'strategy')).toMatchObject({ strategies: ['retainKeys'] });
    expect(follow(deployment, 'metadata', 'finalizers')).toMatchObject({ strategies: ['merge'] });
    expect(follow(deployment, 'metadata', 'labels')).toBeUndefined();
  });

  it('knows which kinds are built in', () => {
    expect(mergeMetadata({ group: 'example.com', version: 'v1', kind: 'Deployment' })).toBeUndefined();
    expect(mergeMetadata({ group: 'apps', version: 'v1', kind: 'toString' })).toBeUndefined();
    expect(deployment?.child('constructor')).toBeUndefined();
  });

  it('agrees with the schemas', () => {
    const registry = loadSchemas();
    const found = registry.forKind({ group: 'apps', version: 'v1', kind: 'Deployment' });
    const schema = mergeSchemaOf(found?.schema ?? {}, registry);
    const spec = registry.definition('io.k8s.api.core.v1.PodSpec');
    for (const field of Object.keys(spec.properties ?? {})) {
      const path = ['spec', 'template', 'spec', field];
      const ours = follow(deployment, ...path);
      const theirs = follow(schema, ...path);
      expect([field, ours?.strategies ?? [], ours?.mergeKey]).toEqual([field, theirs?.strategies, theirs?.mergeKey]);
    }
  });
});
