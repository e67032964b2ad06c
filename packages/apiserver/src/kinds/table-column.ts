import type { KubernetesObject } from '@sampan/api';

/** A column of `kubectl get`: `meta/v1 TableColumnDefinition` and the cell's value. */
export interface TableColumn<T extends KubernetesObject> {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  /** `name` marks the object's own name. */
  readonly format?: string;
  readonly description: string;
  /** 0: always; 1: only `-o wide`. */
  readonly priority?: number;
  /** The cell. `now` is in milliseconds, for ages. */
  cell(object: T, now: number): string | number | boolean | null;
}

/** What kinds without columns of their own show: their name and when they were created. */
export const defaultColumns: readonly TableColumn<KubernetesObject>[] = [
  {
    name: 'Name',
    type: 'string',
    format: 'name',
    description: 'Name must be unique within a namespace.',
    cell: (object) => object.metadata.name ?? '',
  },
  {
    name: 'Created At',
    type: 'date',
    description: 'CreationTimestamp is a timestamp representing the server time when this object was created.',
    cell: (object) => object.metadata.creationTimestamp ?? null,
  },
];
