import type { KubernetesObject } from '@sampan/api';
import { referenceTo } from '@sampan/api/schemas';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import {
  type ActionSubresource,
  type ConnectSubresource,
  type ViewSubresource,
  type ViewVerb,
  viewVerbs,
} from '../kinds/subresource.js';
import { builtInName, definitionNameOf } from './definition-names.js';
import { capitalize, groupVersionTitle, withArticle } from './names.js';
import { anyMediaType, type Method, type Operation, type Parameter, type PathEntry } from './operation.js';
import { operationBuilder, patchTypesOf } from './operation-builder.js';
import { connectParameters, patchParameters, pretty, restOfPath, writeParameters } from './parameters.js';

/** The paths of a resource's subresources, below the path of its objects. */
export function subresourcePaths(
  resource: ResourceDefinition,
  item: { path: string; parameters: readonly Parameter[] },
): PathEntry[] {
  return Object.entries(resource.subresources).flatMap(([name, subresource]) => {
    const entry = { path: `${item.path}/${name}`, parameters: item.parameters };
    switch (subresource.type) {
      case 'view':
        return [{ ...entry, operations: viewOperations(resource, name, subresource) }];
      case 'action':
        return [{ ...entry, operations: [actionOperation(resource, name, subresource)] }];
      default:
        return connectPaths(resource, name, subresource, entry);
    }
  });
}

function viewOperations(
  resource: ResourceDefinition,
  name: string,
  { kind, verbs = viewVerbs }: Pick<ViewSubresource<KubernetesObject>, 'kind' | 'verbs'>,
): Operation[] {
  const schema = kind === undefined ? definitionNameOf(resource) : (builtInName(resource, kind) ?? '');
  const response = { $ref: referenceTo(schema) };
  const operation = operationBuilder(resource);
  const shared = { response, ...(kind !== undefined && { kind }) };
  const all: Record<ViewVerb, Operation> = {
    get: operation('get', 'get', `read ${name} of the specified ${resource.kind}`, {
      ...shared,
      operationId: operationId('read', resource, name),
    }),
    update: operation('put', 'put', `replace ${name} of the specified ${resource.kind}`, {
      ...shared,
      operationId: operationId('replace', resource, name),
      parameters: writeParameters,
      body: { schema: response, required: true },
      codes: [200, 201],
    }),
    patch: operation('patch', 'patch', `partially update ${name} of the specified ${resource.kind}`, {
      ...shared,
      operationId: operationId('patch', resource, name),
      parameters: patchParameters,
      body: { schema: { $ref: referenceTo('io.k8s.apimachinery.pkg.apis.meta.v1.Patch') }, required: true },
      consumes: patchTypesOf(resource),
      codes: [200, 201],
    }),
  };
  return (['get', 'update', 'patch'] as const).filter((verb) => verbs.includes(verb)).map((verb) => all[verb]);
}

function actionOperation(resource: ResourceDefinition, name: string, { kind }: ActionSubresource): Operation {
  const schema = { $ref: referenceTo(builtInName(resource, kind) ?? definitionNameOf(resource)) };
  return operationBuilder(resource)('post', 'post', `create ${name} of ${withArticle(resource)}`, {
    operationId: operationId('create', resource, name),
    kind,
    parameters: writeParameters,
    body: { schema, required: true },
    response: schema,
    codes: [200, 201, 202],
  });
}

/** Connections to somewhere else; only the log is read like any text. */
function connectPaths(
  resource: ResourceDefinition,
  name: string,
  subresource: ConnectSubresource,
  entry: { path: string; parameters: readonly Parameter[] },
): PathEntry[] {
  const own = connectParameters[name] ?? [];
  const operation = operationBuilder(resource);
  const common = { produces: anyMediaType, response: { type: 'string' }, ...kindOf(resource, subresource) } as const;
  if (name === 'log') {
    const read = operation('get', 'get', `read log of the specified ${resource.kind}`, {
      ...common,
      operationId: operationId('read', resource, name),
      produces: ['text/plain'],
    });
    return [{ path: entry.path, parameters: [...own, ...entry.parameters], operations: [read] }];
  }
  const parameters = [...own, ...entry.parameters.filter((parameter) => parameter !== pretty)];
  const operations = (suffix: string) =>
    subresource.methods.map((method) =>
      operation(
        method.toLowerCase() as Method,
        'connect',
        `connect ${method} requests to ${name} of ${resource.kind}`,
        { ...common, operationId: `${connectId(method, resource, name)}${suffix}` },
      ),
    );
  const paths: PathEntry[] = [{ path: entry.path, parameters, operations: operations('') }];
  if (name === 'proxy') {
    const path = `${entry.path}/{path}`;
    paths.push({ path, parameters: [...parameters, restOfPath], operations: operations('WithPath') });
  }
  return paths;
}

function kindOf(resource: ResourceDefinition, { kind }: ConnectSubresource) {
  return { kind: kind ?? { group: resource.group, kind: resource.kind, version: resource.version } };
}

function operationId(verb: string, resource: ResourceDefinition, name: string): string {
  const scoped = resource.namespaced ? 'Namespaced' : '';
  return `${verb}${groupVersionTitle(resource)}${scoped}${resource.kind}${capitalize(name)}`;
}

function connectId(method: string, resource: ResourceDefinition, name: string): string {
  const scoped = resource.namespaced ? 'Namespaced' : '';
  const title = capitalize(method.toLowerCase());
  return `connect${groupVersionTitle(resource)}${title}${scoped}${resource.kind}${capitalize(name)}`;
}
