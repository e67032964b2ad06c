import { type FieldError, type RuntimeClass, resources } from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { validateLabels } from '../../kinds/validation/labels.js';
import { validateResources } from '../pod-spec/validate-resources.js';
import { validateTolerations } from '../pod-spec/validate-scheduling.js';

/** How containers of a kind run: what that costs a Pod, and where it is possible. */
export const runtimeclasses = defineResource(resources.runtimeClasses, {
  strategy: { checks: { overhead: validateOverhead, scheduling: validateScheduling } },
  columns: [
    nameColumn,
    {
      name: 'Handler',
      type: 'string',
      description: 'What runs the containers, by the name that nodes know it by.',
      cell: ({ handler }) => handler ?? '',
    },
    ageColumn,
  ],
});

function validateOverhead(overhead: RuntimeClass['overhead'], { path }: Place): FieldError[] {
  return overhead?.podFixed === undefined ? [] : validateResources(path, { limits: overhead.podFixed });
}

function validateScheduling(scheduling: RuntimeClass['scheduling'], { path }: Place): FieldError[] {
  const { nodeSelector, tolerations } = scheduling ?? {};
  return [
    ...validateLabels(`${path}.nodeSelector`, nodeSelector),
    ...validateTolerations(`${path}.tolerations`, tolerations),
  ];
}
