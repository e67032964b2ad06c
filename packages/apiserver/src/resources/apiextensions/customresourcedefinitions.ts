import { resources } from '@sampan/api';
import { nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';

/**
 * Custom resources are not served yet, and so there are none to define: the list is there, and empty, because clients
 * look a kind up in it before they say that nobody knows it. Whoever creates one is told that the server does not do that.
 */
export const customresourcedefinitions = defineResource(resources.customResourceDefinitions, {
  verbs: ['get', 'list', 'watch'],
  columns: [
    nameColumn,
    {
      name: 'Created At',
      type: 'date',
      description: 'When it was created.',
      cell: ({ metadata }) => metadata.creationTimestamp ?? '',
    },
  ],
});
