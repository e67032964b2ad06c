import { type PriorityLevelConfiguration, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import type { TableColumn } from '../../kinds/table-column.js';
import { formerLevels } from './former-versions.js';
import { validatePriorityLevel } from './validate-priority-level.js';

export const prioritylevelconfigurations = defineResource<PriorityLevelConfiguration>(
  resources.priorityLevelConfigurations,
  {
    strategy: { countsGeneration: true, validate: validatePriorityLevel },
    subresources: { status: statusSubresource() },
    columns: [
      nameColumn,
      {
        name: 'Type',
        type: 'string',
        description: 'Whether its requests are limited.',
        cell: ({ spec }) => spec?.type ?? '',
      },
      number(
        'NominalConcurrencyShares',
        "Its share of the server's seats.",
        ({ spec }) => spec?.limited?.nominalConcurrencyShares,
      ),
      number('Queues', 'How many queues there are.', (level) => queuingOf(level)?.queues),
      number('HandSize', 'Among how many queues a flow chooses.', (level) => queuingOf(level)?.handSize),
      number('QueueLengthLimit', 'How many requests wait in one.', (level) => queuingOf(level)?.queueLengthLimit),
      ageColumn,
    ],
    versions: formerLevels,
  },
);

function queuingOf({ spec }: PriorityLevelConfiguration) {
  return spec?.limited?.limitResponse?.queuing;
}

function number(
  name: string,
  description: string,
  value: (level: PriorityLevelConfiguration) => number | undefined,
): TableColumn<PriorityLevelConfiguration> {
  return { name, type: 'string', description, cell: (level) => String(value(level) ?? '<none>') };
}
