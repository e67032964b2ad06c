import { type ControllerRevision, type FieldError, field, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { validateImmutable } from '../../kinds/validation/immutable.js';
import { validateNonNegative } from '../../kinds/validation/numbers.js';

export const controllerrevisions = defineResource(resources.controllerRevisions, {
  strategy: {
    validate,
    validateUpdate: ({ data }, { data: old }) => validateImmutable('data', data, old),
  },
  columns: [
    nameColumn,
    { name: 'Controller', type: 'string', description: 'Whose revision it is.', cell: formatController },
    { name: 'Revision', type: 'string', description: 'Which revision it is.', cell: ({ revision }) => revision },
    ageColumn,
  ],
});

function validate({ data, revision }: ControllerRevision): FieldError[] {
  return [
    ...(data === undefined ? [field.required('data', 'data is mandatory')] : []),
    ...validateNonNegative('revision', revision),
  ];
}

function formatController({ metadata }: ControllerRevision): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined) return '<none>';
  const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : '';
  return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
}
