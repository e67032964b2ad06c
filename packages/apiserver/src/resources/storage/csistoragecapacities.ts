import { type FieldError, field, Quantity, resources } from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { validateLabelSelector } from '../../kinds/validation/label-selector.js';

/** How much room there is for volumes of a class, in a part of the cluster. */
export const csistoragecapacities = defineResource(resources.csiStorageCapacities, {
  strategy: {
    checks: {
      nodeTopology: (selector, { path }) => validateLabelSelector(path, selector),
      capacity: validateAmount,
      maximumVolumeSize: validateAmount,
    },
    returnsDeleted: true,
  },
  columns: [
    nameColumn,
    {
      name: 'StorageClassName',
      type: 'string',
      description: 'The class of the volumes.',
      cell: ({ storageClassName }) => storageClassName,
    },
    {
      name: 'Capacity',
      type: 'string',
      description: 'How much room there is.',
      cell: ({ capacity }) => capacity ?? '<unset>',
    },
  ],
  versions: {
    'storage.k8s.io/v1beta1': { lifecycle: { introduced: '1.21', deprecated: '1.24', removed: '1.27' } },
    'storage.k8s.io/v1alpha1': {
      lifecycle: {
        introduced: '1.19',
        deprecated: '1.21',
        removed: '1.24',
        replacement: 'storage.k8s.io/v1beta1 CSIStorageCapacity',
      },
    },
  },
});

function validateAmount(amount: string | undefined, { path }: Place): FieldError[] {
  return amount === undefined || Quantity.parse(amount).compare(0) >= 0
    ? []
    : [field.invalid(path, amount, 'must be greater than or equal to 0')];
}
