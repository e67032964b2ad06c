import { type ControllerRevision, controllerOf, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { formerRevisions } from './former-versions.js';

export const controllerrevisions = defineResource(resources.controllerRevisions, {
  columns: [
    nameColumn,
    { name: 'Controller', type: 'string', description: 'Whose revision it is.', cell: formatController },
    { name: 'Revision', type: 'string', description: 'Which revision it is.', cell: ({ revision }) => revision },
    ageColumn,
  ],
  versions: formerRevisions,
});

function formatController({ metadata }: ControllerRevision): string {
  const owner = controllerOf({ metadata });
  if (owner === undefined) return '<none>';
  const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : '';
  return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
}
