import type { Schema } from '@sampan/api';
import type { Operation, Parameter, PathEntry } from './operation.js';

const texts: Record<number, string> = { 200: 'OK', 201: 'Created', 202: 'Accepted' };

/** What an OpenAPI document is made of. */
export interface DocumentParts {
  readonly entries: readonly PathEntry[];
  readonly definitions: Readonly<Record<string, Schema>>;
  /** The server's version: `v1.36.0`. */
  readonly version: string;
}

/** An OpenAPI v3 document. */
export function documentV3({ entries, definitions, version }: DocumentParts): object {
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version },
    paths: Object.fromEntries(entries.map((entry) => [entry.path, pathItem(entry)])),
    components: {
      schemas: Object.fromEntries(
        Object.entries(definitions).map(([name, schema]) => [name, definition(name, schema)]),
      ),
      securitySchemes: {
        BearerToken: {
          type: 'apiKey',
          in: 'header',
          name: 'authorization',
          description: 'Bearer Token authentication',
        },
      },
    },
  };
}

function pathItem({ parameters, operations }: PathEntry): object {
  return {
    ...(parameters.length > 0 && { parameters: parameters.map(parameterV3) }),
    ...Object.fromEntries(operations.map((operation) => [operation.method, operationV3(operation)])),
  };
}

function operationV3(operation: Operation): object {
  const { body, response } = operation;
  return {
    tags: [operation.tag],
    description: operation.description,
    operationId: operation.operationId,
    ...(operation.parameters.length > 0 && { parameters: operation.parameters.map(parameterV3) }),
    ...(body !== undefined && {
      requestBody: { content: content(operation.consumes, body.schema), ...(body.required && { required: true }) },
    }),
    responses: {
      ...Object.fromEntries(
        operation.codes.map((code) => [
          code,
          { description: texts[code], content: content(operation.produces, response) },
        ]),
      ),
      401: { description: 'Unauthorized' },
    },
    ...(operation.action !== undefined && { 'x-kubernetes-action': operation.action }),
    ...(operation.kind !== undefined && { 'x-kubernetes-group-version-kind': operation.kind }),
  };
}

function content(mediaTypes: readonly string[], schema: Schema): object {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema }]));
}

function parameterV3({ name, in: place, type, description }: Parameter): object {
  return {
    name,
    in: place,
    description,
    ...(place === 'path' && { required: true }),
    schema: { type, uniqueItems: true },
  };
}

/** Two values have more than one type on the wire, which only v3 can say. */
function definition(name: string, schema: Schema): Schema {
  const { type, ...rest } = schema;
  if (name.endsWith('.resource.Quantity')) return { ...rest, oneOf: [{ type: 'string' }, { type: 'number' }] };
  if (name.endsWith('.intstr.IntOrString')) return { ...rest, oneOf: [{ type: 'integer' }, { type: 'string' }] };
  return schemaV3(schema);
}

/** Nothing may stand beside a `$ref`: it moves into an `allOf`. */
function schemaV3(schema: Schema): Schema {
  const { $ref, properties, items, additionalProperties, ...rest } = schema;
  const isBareReference = $ref !== undefined && Object.keys(schema).length === 1;
  if (isBareReference) return schema;
  return {
    ...rest,
    ...($ref !== undefined && { allOf: [{ $ref }] }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, schemaV3(inner)])),
    }),
    ...(items !== undefined && { items: schemaV3(items) }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'object' ? schemaV3(additionalProperties) : additionalProperties,
    }),
  };
}
