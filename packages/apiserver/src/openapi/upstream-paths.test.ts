import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { builtInResources } from '../resources/index.js';
import { OpenapiDocuments } from './openapi-documents.js';

// Compares the v2 document with that of a real API server's release (api/openapi-spec/swagger.json of the Kubernetes
// sources). The document is not part of this repository: the variable below names a copy of it.
const variable = 'SAMPAN_UPSTREAM_OPENAPI';
const file = process.env[variable];

interface Operation {
  operationId: string;
  tags: string[];
  parameters?: Parameter[];
  responses: Record<string, unknown>;
  [extension: `x-kubernetes-${string}`]: unknown;
}

interface Parameter {
  name: string;
  $ref?: string;
}

type PathItem = Record<string, Operation> & { parameters?: Parameter[] };

interface Document {
  paths: Record<string, PathItem>;
  parameters?: Record<string, Parameter>;
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];
/** Parameters of features that are not served. */
const notServed = new Set(['ignoreStoreReadErrorWithClusterBreakingPotential', 'shardSelector']);

describe.skipIf(file === undefined)(`paths against the document that ${variable} names`, () => {
  it('have the operations that upstream has, under the same names and with the same parameters', async () => {
    const upstream = JSON.parse(await readFile(file ?? '', 'utf8')) as Document;
    const resources = builtInResources.filter(({ lifecycle }) => lifecycle === undefined);
    const documents = new OpenapiDocuments({ resources: () => resources, version: 'v1.36.0' });
    const ours = JSON.parse(String((await documents.v2('json')).body)) as Document;
    for (const [path, item] of Object.entries(ours.paths)) {
      const expected = upstream.paths[path];
      expect([path, expected]).not.toEqual([path, undefined]);
      for (const method of methods.filter((method) => expected?.[method] !== undefined)) {
        expect({ path, ...comparable(ours, item, method) }).toEqual({
          path,
          ...comparable(upstream, expected ?? {}, method),
        });
      }
    }
  });
});

function comparable(document: Document, item: PathItem, method: string) {
  const operation = item[method];
  if (operation === undefined) return {};
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])]
    .map((parameter) => document.parameters?.[parameter.$ref?.split('/').at(-1) ?? '']?.name ?? parameter.name)
    .filter((name) => !notServed.has(name))
    .sort();
  return {
    method,
    operationId: operation.operationId,
    tags: operation.tags,
    action: operation['x-kubernetes-action'],
    kind: operation['x-kubernetes-group-version-kind'],
    codes: Object.keys(operation.responses),
    parameters,
  };
}
