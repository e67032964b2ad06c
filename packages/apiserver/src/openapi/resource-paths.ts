import type { Schema } from '@sampan/api';
import { referenceTo } from '@sampan/api/schemas';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { definitionNameOf, listDefinitionNameOf } from './definition-names.js';
import { groupVersionPath, groupVersionTitle, withArticle } from './names.js';
import { listMediaTypes, type PathEntry } from './operation.js';
import { operationBuilder, patchTypesOf } from './operation-builder.js';
import {
  deleteCollectionParameters,
  deleteParameters,
  listParameters,
  nameInPath,
  namespaceInPath,
  patchParameters,
  pretty,
  writeParameters,
} from './parameters.js';
import { subresourcePaths } from './subresource-paths.js';

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** The paths of one resource: its collection, across all namespaces too, its objects, and their subresources. */
export function resourcePaths(resource: ResourceDefinition): PathEntry[] {
  const operations = operationsOf(resource);
  const root = groupVersionPath(resource);
  const scope = resource.namespaced ? '/namespaces/{namespace}' : '';
  const scopeParameters = resource.namespaced ? [namespaceInPath] : [];
  const collection = `${root}${scope}/${resource.plural}`;
  const item = {
    path: `${collection}/{name}`,
    parameters: [nameInPath(resource.kind), ...scopeParameters, pretty],
  };
  const entries: PathEntry[] = [
    { path: collection, parameters: [...scopeParameters, pretty], operations: operations.collection },
    { ...item, operations: operations.item },
    ...subresourcePaths(resource, item),
  ];
  if (resource.namespaced && operations.acrossNamespaces.length > 0) {
    entries.push({ path: `${root}/${resource.plural}`, parameters: [pretty], operations: operations.acrossNamespaces });
  }
  return entries.filter((entry) => entry.operations.length > 0);
}

function operationsOf(resource: ResourceDefinition) {
  const { kind } = resource;
  const serves = new Set<string>(resource.verbs);
  const object: Schema = { $ref: referenceTo(definitionNameOf(resource)) };
  const list: Schema = { $ref: referenceTo(listDefinitionNameOf(resource)) };
  const options = { schema: { $ref: referenceTo(`${meta}.DeleteOptions`) }, required: false };
  const scoped = resource.namespaced ? 'Namespaced' : '';
  const operation = operationBuilder(resource);

  const lists = operation('get', 'list', `list or watch objects of kind ${kind}`, {
    operationId: `list${groupVersionTitle(resource)}${scoped}${kind}`,
    parameters: listParameters,
    produces: listMediaTypes,
    response: list,
  });
  const collection = [
    serves.has('list') && lists,
    serves.has('create') &&
      operation('post', 'post', `create ${withArticle(resource)}`, {
        operationId: `create${groupVersionTitle(resource)}${scoped}${kind}`,
        parameters: writeParameters,
        body: { schema: object, required: true },
        codes: [200, 201, 202],
      }),
    serves.has('deletecollection') &&
      operation('delete', 'deletecollection', `delete collection of ${kind}`, {
        operationId: `delete${groupVersionTitle(resource)}Collection${scoped}${kind}`,
        parameters: deleteCollectionParameters,
        body: options,
        response: { $ref: referenceTo(`${meta}.Status`) },
      }),
  ];
  const item = [
    serves.has('get') && operation('get', 'get', `read the specified ${kind}`, { operationId: id('read') }),
    serves.has('update') &&
      operation('put', 'put', `replace the specified ${kind}`, {
        operationId: id('replace'),
        parameters: writeParameters,
        body: { schema: object, required: true },
        codes: [200, 201],
      }),
    serves.has('patch') &&
      operation('patch', 'patch', `partially update the specified ${kind}`, {
        operationId: id('patch'),
        parameters: patchParameters,
        body: { schema: { $ref: referenceTo(`${meta}.Patch`) }, required: true },
        consumes: patchTypesOf(resource),
        codes: [200, 201],
      }),
    serves.has('delete') &&
      operation('delete', 'delete', `delete ${withArticle(resource)}`, {
        operationId: id('delete'),
        parameters: deleteParameters,
        body: options,
        response: resource.strategy.returnsDeleted ? object : { $ref: referenceTo(`${meta}.Status`) },
        codes: [200, 202],
      }),
  ];
  const everywhere = `list${groupVersionTitle(resource)}${kind}ForAllNamespaces`;
  return {
    collection: collection.filter((entry) => entry !== false),
    item: item.filter((entry) => entry !== false),
    acrossNamespaces: serves.has('list') ? [{ ...lists, operationId: everywhere }] : [],
  };

  function id(verb: string): string {
    return `${verb}${groupVersionTitle(resource)}${scoped}${kind}`;
  }
}
