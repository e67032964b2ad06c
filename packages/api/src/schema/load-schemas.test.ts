import { describe, expect, it } from 'vitest';
import { definitionName, loadDescriptions, loadSchemas } from './load-schemas.js';

const registry = loadSchemas();

describe('the definitions of built-in kinds', () => {
  it('are found by kind and by reference', () => {
    const found = registry.forKind({ group: '', version: 'v1', kind: 'Pod' });
    expect(found?.name).toBe('io.k8s.api.core.v1.Pod');
    const spec = found?.schema.properties?.spec ?? {};
    expect(definitionName(registry.resolve(spec))).toBe('io.k8s.api.core.v1.PodSpec');
    expect(registry.forKind({ group: '', version: 'v1', kind: 'Nothing' })).toBeUndefined();
    expect(registry.forKind({ group: '', version: 'v1', kind: 'DeleteOptions' })?.name).toMatch(/DeleteOptions$/);
    expect(() => registry.definition('nothing')).toThrow('no definition is called nothing');
  });

  it('refer only to definitions that exist', () => {
    const references = JSON.stringify(registry.names().map((name) => registry.definition(name))).matchAll(
      /"\$ref":"([^"]+)"/g,
    );
    for (const [, $ref = ''] of references) expect(registry.resolve({ $ref })).toBeDefined();
  });

  it('say how lists are merged', () => {
    expect(registry.definition('io.k8s.api.core.v1.PodSpec').properties?.containers).toEqual({
      type: 'array',
      items: { $ref: '#/components/schemas/io.k8s.api.core.v1.Container' },
      'x-kubernetes-list-map-keys': ['name'],
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-patch-merge-key': 'name',
      'x-kubernetes-patch-strategy': 'merge',
    });
  });

  it('have descriptions, kept apart', async () => {
    const descriptions = await loadDescriptions();
    expect(descriptions['io.k8s.api.core.v1.Container']?.name).toContain('DNS_LABEL');
    expect(JSON.stringify(registry.definition('io.k8s.api.core.v1.Container'))).not.toContain('description');
  });
});
