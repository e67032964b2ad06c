import {
  badRequest,
  field,
  fieldErrorMessage,
  type KubernetesObject,
  type ListMeta,
  type Table,
  type TableRow,
} from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { fromWorking } from '../objects/convert-object.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { partialMetadata } from './partial-metadata.js';

/** What each row carries besides its cells: the `includeObject` parameter. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** Reads `includeObject`; metadata by default. */
export function includeObjectOf({ info }: Pick<ResourceRequest, 'info'>): IncludeObject {
  const value = info.query.get('includeObject') ?? '';
  if (value === '') return 'Metadata';
  if (value === 'None' || value === 'Metadata' || value === 'Object') return value;
  const error = field.invalid('includeObject', value, "must be 'Metadata', 'Object', 'None', or empty");
  throw badRequest(`Unable to convert to Table as requested: ${fieldErrorMessage(error)}`);
}

export interface TableOptions {
  readonly metadata: ListMeta;
  readonly includeObject: IncludeObject;
  /** Milliseconds, for ages. */
  readonly now: number;
}

/** `objects`, which are of the version that the columns know, as `kubectl get` prints them. */
export function tableOf(
  resource: ResourceDefinition,
  objects: Iterable<KubernetesObject>,
  options: TableOptions,
): Table {
  return { ...tableHead(resource, options), rows: [...rowsOf(resource, objects, options)] };
}

/** A table without its rows. */
export function tableHead(resource: ResourceDefinition, { metadata }: Pick<TableOptions, 'metadata'>) {
  return {
    kind: 'Table' as const,
    apiVersion: 'meta.k8s.io/v1' as const,
    metadata,
    columnDefinitions: columnDefinitions(resource),
  };
}

/** The rows of a table, one after the other. */
export function* rowsOf(
  resource: ResourceDefinition,
  objects: Iterable<KubernetesObject>,
  { includeObject, now }: Omit<TableOptions, 'metadata'>,
): Generator<TableRow> {
  for (const object of objects) {
    const row: TableRow = { cells: resource.columns.map((column) => column.cell(object, now)) };
    if (includeObject === 'Metadata') row.object = partialMetadata(object);
    if (includeObject === 'Object') row.object = fromWorking(resource, object);
    yield row;
  }
}

function columnDefinitions({ columns }: ResourceDefinition): Table['columnDefinitions'] {
  return columns.map(({ name, type, format = '', description, priority = 0 }) => {
    return { name, type, format, description, priority };
  });
}
