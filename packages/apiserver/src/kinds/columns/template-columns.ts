import type { KubernetesObject, PodTemplateSpec } from '@sampan/api';
import type { TableColumn } from '../table-column.js';

/** The `-o wide` columns of everything that makes Pods from a template: its containers and their images. */
export function templateColumns<T extends KubernetesObject>(
  template: (object: T) => PodTemplateSpec | undefined,
  priority = 1,
): TableColumn<T>[] {
  const containers = (object: T) => template(object)?.spec?.containers ?? [];
  return [
    {
      name: 'Containers',
      type: 'string',
      priority,
      description: 'The names of the containers in the template.',
      cell: (object) =>
        containers(object)
          .map(({ name }) => name)
          .join(','),
    },
    {
      name: 'Images',
      type: 'string',
      priority,
      description: 'The images of the containers in the template.',
      cell: (object) =>
        containers(object)
          .map(({ image }) => image ?? '')
          .join(','),
    },
  ];
}

/** The `-o wide` column that shows which Pods belong to the object. */
export function selectorColumn<T extends KubernetesObject>(selector: (object: T) => string): TableColumn<T> {
  return {
    name: 'Selector',
    type: 'string',
    priority: 1,
    description: 'Selects the Pods that belong to the object.',
    cell: (object) => selector(object),
  };
}
