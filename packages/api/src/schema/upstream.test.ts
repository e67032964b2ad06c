import { describe, expect, it } from 'vitest';
import { loadSchemas } from './load-schemas.js';

// Compares the generated definitions with the document of a real API server's release (api/openapi-spec/swagger.json of
// the Kubernetes sources). The document is not part of this repository: the variable below names a copy of it.
const variable = 'SAMPAN_UPSTREAM_OPENAPI';
const { process } = globalThis as unknown as { process: { env: Record<string, string | undefined> } };
const file = process.env[variable];

/** Upstream lists also groups that only webhooks use; ours, the groups that have definitions. */
const optionKinds = new Set(['DeleteOptions', 'WatchEvent']);

describe.skipIf(file === undefined)(`definitions against the document that ${variable} names`, () => {
  it('agree in types, requirements, list types, merge keys and kinds', async () => {
    const upstream = await readDefinitions(file ?? '');
    const registry = loadSchemas();
    // Versions that are gone from Kubernetes are here alone.
    const names = registry.names().filter((name) => Object.hasOwn(upstream, name));
    expect(names.sort()).toEqual(Object.keys(upstream).sort());
    for (const name of names) {
      expect({ name, ...comparable(name, registry.definition(name)) }).toEqual({
        name,
        ...comparable(name, upstream[name] ?? {}),
      });
    }
  });
});

async function readDefinitions(path: string): Promise<Record<string, object>> {
  const { readFile } = (await import(String('node:fs/promises'))) as {
    readFile(path: string, encoding: string): Promise<string>;
  };
  const text = (await readFile(path, 'utf8')).replaceAll('#/definitions/', '#/components/schemas/');
  return (JSON.parse(text) as { definitions: Record<string, object> }).definitions;
}

function comparable(name: string, schema: object): object {
  const { required, ...rest } = withoutDescriptions(schema) as { required?: string[] };
  const result: Record<string, unknown> = {
    ...rest,
    ...(required !== undefined && { required: [...required].sort() }),
  };
  if (optionKinds.has(name.split('.').at(-1) ?? '')) delete result['x-kubernetes-group-version-kind'];
  return result;
}

function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key, text]) => key !== 'description' || typeof text !== 'string');
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutDescriptions(inner)]));
}
