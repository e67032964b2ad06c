import { ageOf, type KubernetesObject } from '@sampan/api';
import type { TableColumn } from '../table-column.js';

/** The object's name: the column that identifies a row. */
export const nameColumn: TableColumn<KubernetesObject> = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'The name of the object, unique within its namespace.',
  cell: (object) => object.metadata.name ?? '',
};

/** How long ago the object was created. */
export const ageColumn: TableColumn<KubernetesObject> = {
  name: 'Age',
  type: 'string',
  description: 'How long ago the object was created.',
  cell: (object, now) => ageOf(object.metadata.creationTimestamp, now),
};

/** How many there are of something; none where nothing is said. */
export function countColumn<T extends KubernetesObject>(
  name: string,
  description: string,
  count: (object: T) => number | undefined,
): TableColumn<T> {
  return { name, type: 'integer', description, cell: (object) => count(object) ?? 0 };
}
