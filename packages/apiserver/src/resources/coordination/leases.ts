import { type FieldError, field, isQualifiedName, type LeaseSpec, resources } from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { invalidFor, optionalChoice } from '../../kinds/validation/messages.js';

export const leases = defineResource(resources.leases, {
  strategy: {
    checks: { 'spec.strategy': validateStrategy, 'spec.preferredHolder': validatePreferredHolder },
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
  versions: {
    'coordination.k8s.io/v1beta1': { lifecycle: { introduced: '1.12', deprecated: '1.19', removed: '1.22' } },
  },
});

/** Kubernetes' own strategies have no domain. */
function validateStrategy(strategy: string | undefined, { path }: Place): FieldError[] {
  if (strategy === undefined) return [];
  const at = `${path}.strategy`;
  return strategy.includes('/')
    ? invalidFor(at, strategy, isQualifiedName(strategy))
    : optionalChoice(at, strategy, ['OldestEmulationVersion']);
}

function validatePreferredHolder(holder: string | undefined, { path, parent }: Place): FieldError[] {
  if (!holder || (parent as LeaseSpec).strategy) return [];
  return [field.forbidden(path, 'may only be specified if `strategy` is defined')];
}
