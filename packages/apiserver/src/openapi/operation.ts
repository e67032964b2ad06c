import type { Schema } from '@sampan/api';

/** The methods that OpenAPI documents describe. */
export type Method = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch';

/** A kind as the documents' `x-kubernetes-group-version-kind` names it. */
export interface OperationKind {
  readonly group: string;
  readonly kind: string;
  readonly version: string;
}

/** A parameter in a path or a query. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly type: 'boolean' | 'integer' | 'string';
  readonly description: string;
}

/** One operation, before it is written the way that a version of OpenAPI wants it. */
export interface Operation {
  readonly method: Method;
  readonly operationId: string;
  readonly description: string;
  readonly tag: string;
  /** `list`, `get`, `post`, `put`, `patch`, `delete`, `deletecollection`, `connect`; absent: not about objects. */
  readonly action?: string;
  readonly kind?: OperationKind;
  readonly parameters: readonly Parameter[];
  readonly body?: { readonly schema: Schema; readonly required: boolean };
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  /** The schema of what a success returns. */
  readonly response: Schema;
  /** The codes of successes. */
  readonly codes: readonly (200 | 201 | 202)[];
}

/** A path with its operations, and the parameters that all of them have. */
export interface PathEntry {
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly operations: readonly Operation[];
}

/** What objects are read and written as. */
export const objectMediaTypes = ['application/json', 'application/yaml'] as const;

/** Watches come as a stream of JSON. */
export const listMediaTypes = [...objectMediaTypes, 'application/json;stream=watch'] as const;

/** The patches of built-in kinds. */
export const patchMediaTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
] as const;

/** What any path takes where the server does not look at the body's type. */
export const anyMediaType = ['*/*'] as const;
