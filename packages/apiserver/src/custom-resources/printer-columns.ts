import {
  ageOf,
  type CustomResourceColumnDefinition,
  type JsonPath,
  JsonPathError,
  type KubernetesObject,
  parseJsonPath,
} from '@sampan/api';
import { nameColumn } from '../kinds/columns/common-columns.js';
import type { TableColumn } from '../kinds/table-column.js';

/** What `kubectl get` prints of a custom resource that does not say: how old it is. */
const age: CustomResourceColumnDefinition = {
  name: 'Age',
  type: 'date',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
  jsonPath: '.metadata.creationTimestamp',
};

/** The columns of a version: the name, and `additionalPrinterColumns`. */
export function printerColumns(
  columns: readonly CustomResourceColumnDefinition[] | undefined,
): TableColumn<KubernetesObject>[] {
  return [nameColumn, ...(columns === undefined || columns.length === 0 ? [age] : columns).map(printerColumn)];
}

function printerColumn({
  name,
  type,
  format,
  description = '',
  priority = 0,
  jsonPath,
}: CustomResourceColumnDefinition): TableColumn<KubernetesObject> {
  const select = selection(jsonPath);
  return {
    name,
    type: type as TableColumn<KubernetesObject>['type'],
    description:
      description === '' ? `Custom resource definition column (in JSONPath format): ${jsonPath}` : description,
    priority,
    ...(format === undefined ? {} : { format }),
    cell: (object, now) => {
      const selected = select?.(object);
      return selected === undefined ? null : cellOf(type, selected, now);
    },
  };
}

interface Selected {
  readonly value: unknown;
  /** As the template prints it: objects and lists as JSON. */
  print(): string;
}

/** What a path selects first; undefined where it selects nothing, or cannot be read. */
function selection(jsonPath: string): ((object: KubernetesObject) => Selected | undefined) | undefined {
  const path = parsed(jsonPath);
  if (path === undefined) return undefined;
  return (object) => {
    try {
      const results = path.find(object)[0];
      if (results === undefined || results.length === 0) return undefined;
      return { value: results[0], print: () => path.print(object) };
    } catch (error) {
      if (error instanceof JsonPathError) return undefined;
      throw error;
    }
  };
}

function parsed(jsonPath: string): JsonPath | undefined {
  try {
    return parseJsonPath(`{${jsonPath}}`, { allowMissingKeys: true });
  } catch (error) {
    if (error instanceof JsonPathError) return undefined;
    throw error;
  }
}

/** A value as its column's type shows it; null where it is of another type. */
function cellOf(type: string, { value, print }: Selected, now: number): string | number | boolean | null {
  switch (type) {
    case 'string':
      return value === null ? null : print();
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      if (typeof value !== 'string') return null;
      return Number.isNaN(Date.parse(value)) ? '<invalid>' : ageOf(value, now);
    default:
      return null;
  }
}
