import { type FieldError, field, resources } from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { validateParameters } from './parameters.js';

/** What a driver can change of a volume while it is used. */
export const volumeattributesclasses = defineResource(resources.volumeAttributesClasses, {
  strategy: { checks: { parameters: validateAny }, returnsDeleted: true },
  columns: [
    nameColumn,
    {
      name: 'DriverName',
      type: 'string',
      description: 'Whose volumes the class is for.',
      cell: ({ driverName }) => driverName,
    },
    ageColumn,
  ],
  versions: {
    'storage.k8s.io/v1beta1': { lifecycle: { introduced: '1.31', deprecated: '1.34', removed: '1.37' } },
    'storage.k8s.io/v1alpha1': { lifecycle: { introduced: '1.29', deprecated: '1.32', removed: '1.35' } },
  },
});

function validateAny(parameters: Readonly<Record<string, string>> = {}, { path }: Place): FieldError[] {
  return Object.keys(parameters).length === 0
    ? [field.required(path, 'must contain at least one key/value pair')]
    : validateParameters(path, parameters);
}
