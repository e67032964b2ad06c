import { type FlowSchema, resources } from '@sampan/api';
import { ageColumn, countColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { formerVersions } from './former-versions.js';
import { validateFlowSchema } from './validate-flow-schema.js';

const none = '<none>';

export const flowschemas = defineResource<FlowSchema>(resources.flowSchemas, {
  strategy: { countsGeneration: true, validate: validateFlowSchema },
  subresources: { status: statusSubresource() },
  columns: [
    nameColumn,
    {
      name: 'PriorityLevel',
      type: 'string',
      description: 'The level by which its requests are limited.',
      cell: ({ spec }) => spec?.priorityLevelConfiguration.name ?? '',
    },
    countColumn(
      'MatchingPrecedence',
      'Of the schemas that match a request, the one with the lowest number counts.',
      ({ spec }) => spec?.matchingPrecedence,
    ),
    {
      name: 'DistinguisherMethod',
      type: 'string',
      description: 'By what its requests are told apart.',
      cell: ({ spec }) => spec?.distinguisherMethod?.type ?? none,
    },
    ageColumn,
    {
      name: 'MissingPL',
      type: 'string',
      description: 'Whether there is no such level.',
      cell: ({ status }) => status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
    },
  ],
  versions: formerVersions('FlowSchema'),
});
