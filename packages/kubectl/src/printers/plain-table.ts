import { ageOf, type Table, type UnstructuredObject } from '@sampan/api';

/** The table of objects that came without one: name and age. Servers that know no tables answer objects. */
export function plainTable(objects: readonly UnstructuredObject[], now: number): Table {
  const column = (name: string, format = '') => ({ name, type: 'string', format, description: '', priority: 0 });
  return {
    apiVersion: 'meta.k8s.io/v1',
    kind: 'Table',
    metadata: {},
    columnDefinitions: [column('Name', 'name'), column('Age')],
    rows: objects.map((object) => ({ cells: [object.metadata?.name ?? '', creationAge(object, now)], object })),
  };
}

/** How long ago `object` was created, as kubectl writes ages. */
export function creationAge({ metadata }: UnstructuredObject, now: number): string {
  return ageOf(metadata?.creationTimestamp || undefined, now);
}
