import { type FieldError, field, type Lease, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { optionalChoice } from '../../kinds/validation/messages.js';
import { validateNonNegative, validatePositive } from '../../kinds/validation/numbers.js';

export const leases = defineResource(resources.leases, {
  strategy: {
    defaults: (lease) => {
      lease.spec ??= {};
    },
    validate,
    createOnUpdate: true,
    unconditionalUpdate: false,
  },
  columns: [
    nameColumn,
    {
      name: 'Holder',
      type: 'string',
      description: 'Who holds the lease.',
      cell: ({ spec }) => spec.holderIdentity ?? '',
    },
    ageColumn,
  ],
});

function validate({ spec }: Lease): FieldError[] {
  const errors = [
    ...validatePositive('spec.leaseDurationSeconds', spec.leaseDurationSeconds),
    ...validateNonNegative('spec.leaseTransitions', spec.leaseTransitions),
    ...optionalChoice('spec.strategy', spec.strategy, ['OldestEmulationVersion']),
  ];
  if (spec.preferredHolder && !spec.strategy) {
    errors.push(field.forbidden('spec.preferredHolder', 'may only be specified when `strategy` is defined'));
  }
  return errors;
}
