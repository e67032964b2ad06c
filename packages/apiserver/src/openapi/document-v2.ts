import type { Schema } from '@sampan/api';
import { referenceName } from '@sampan/api/schemas';
import type { DocumentParts } from './document-v3.js';
import type { Operation, OperationKind, Parameter, PathEntry } from './operation.js';

const texts: Record<number, string> = { 200: 'OK', 201: 'Created', 202: 'Accepted' };

/** An OpenAPI v2 document, as far as Kubernetes uses that format. */
export interface DocumentV2 {
  swagger: '2.0';
  info: { title: string; version: string };
  paths: Record<string, PathItemV2>;
  definitions: Record<string, Schema>;
  securityDefinitions: { BearerToken: { description: string; type: 'apiKey'; name: string; in: 'header' } };
  security: { BearerToken: string[] }[];
}

export type PathItemV2 = { parameters?: ParameterV2[] } & Record<string, OperationV2 | ParameterV2[]>;

export interface OperationV2 {
  description: string;
  consumes: readonly string[];
  produces: readonly string[];
  schemes: string[];
  tags: string[];
  operationId: string;
  parameters?: ParameterV2[];
  responses: Record<string, { description: string; schema?: Schema }>;
  'x-kubernetes-action'?: string;
  'x-kubernetes-group-version-kind'?: OperationKind;
}

export interface ParameterV2 {
  name: string;
  in: 'body' | 'path' | 'query';
  description?: string;
  required?: boolean;
  type?: string;
  uniqueItems?: boolean;
  schema?: Schema;
}

/** An OpenAPI v2 document of all that the server serves. */
export function documentV2({ entries, definitions, version }: DocumentParts): DocumentV2 {
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version },
    paths: Object.fromEntries(entries.map((entry) => [entry.path, pathItem(entry)])),
    definitions: Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, schemaV2(schema)])),
    securityDefinitions: {
      BearerToken: {
        description: 'Bearer Token authentication',
        type: 'apiKey',
        name: 'authorization',
        in: 'header',
      },
    },
    security: [{ BearerToken: [] }],
  };
}

function pathItem({ parameters, operations }: PathEntry): PathItemV2 {
  return {
    ...Object.fromEntries(operations.map((operation) => [operation.method, operationV2(operation)])),
    ...(parameters.length > 0 && { parameters: parameters.map(parameterV2) }),
  };
}

function operationV2(operation: Operation): OperationV2 {
  const parameters = [...bodyParameter(operation), ...operation.parameters.map(parameterV2)];
  const schema = schemaV2(operation.response);
  return {
    description: operation.description,
    consumes: operation.consumes,
    produces: operation.produces,
    schemes: ['https'],
    tags: [operation.tag],
    operationId: operation.operationId,
    ...(parameters.length > 0 && { parameters }),
    responses: {
      ...Object.fromEntries(operation.codes.map((code) => [code, { description: texts[code] ?? '', schema }])),
      401: { description: 'Unauthorized' },
    },
    ...(operation.action !== undefined && { 'x-kubernetes-action': operation.action }),
    ...(operation.kind !== undefined && { 'x-kubernetes-group-version-kind': operation.kind }),
  };
}

function bodyParameter({ body }: Operation): ParameterV2[] {
  if (body === undefined) return [];
  return [{ name: 'body', in: 'body', ...(body.required && { required: true }), schema: schemaV2(body.schema) }];
}

function parameterV2({ name, in: place, type, description }: Parameter): ParameterV2 {
  return { uniqueItems: true, type, description, name, in: place, ...(place === 'path' && { required: true }) };
}

/** What v2 cannot say, it leaves open: alternatives, nulls, fields that are kept without being known. */
function schemaV2(schema: Schema): Schema {
  const {
    $ref,
    properties,
    items,
    additionalProperties,
    allOf,
    anyOf,
    oneOf,
    not,
    nullable,
    default: _,
    ...rest
  } = schema;
  const { type, required, ...untyped } = rest;
  if (nullable === true || schema['x-kubernetes-preserve-unknown-fields'] === true) return untyped;
  if (schema['x-kubernetes-int-or-string'] === true) return untyped;
  return {
    ...rest,
    ...($ref !== undefined && { $ref: `#/definitions/${referenceName($ref)}` }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, schemaV2(inner)])),
    }),
    ...(items !== undefined && { items: schemaV2(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: schemaV2(additionalProperties) }),
  };
}
