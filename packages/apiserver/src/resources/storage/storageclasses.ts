import { type FieldError, field, isQualifiedName, resources, type StorageClass } from '@sampan/api';
import { ageColumn } from '../../kinds/columns/common-columns.js';
import { orElse } from '../../kinds/columns/format.js';
import { defineResource } from '../../kinds/define-resource.js';
import { validateImmutable } from '../../kinds/validation/immutable.js';
import { requiredChoice, requiredText } from '../../kinds/validation/messages.js';

const defaultAnnotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

export const storageclasses = defineResource(resources.storageClasses, {
  strategy: {
    defaults: (storageClass) => {
      storageClass.reclaimPolicy ??= 'Delete';
      storageClass.volumeBindingMode ??= 'Immediate';
    },
    validate,
    validateUpdate,
    returnsDeleted: true,
  },
  columns: [
    {
      name: 'Name',
      type: 'string',
      format: 'name',
      description: 'The name of the class; the default one is marked.',
      cell: formatName,
    },
    {
      name: 'Provisioner',
      type: 'string',
      description: 'Who makes volumes of the class.',
      cell: ({ provisioner }) => provisioner,
    },
    {
      name: 'ReclaimPolicy',
      type: 'string',
      description: 'What becomes of a volume that is no longer claimed.',
      cell: ({ reclaimPolicy }) => orElse(reclaimPolicy, 'Delete'),
    },
    {
      name: 'VolumeBindingMode',
      type: 'string',
      description: 'When volumes are made.',
      cell: ({ volumeBindingMode }) => orElse(volumeBindingMode, '<unset>'),
    },
    {
      name: 'AllowVolumeExpansion',
      type: 'string',
      description: 'Whether volumes can grow.',
      cell: ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false,
    },
    ageColumn,
  ],
});

function validate({ provisioner, reclaimPolicy, volumeBindingMode, parameters = {} }: StorageClass): FieldError[] {
  return [
    ...requiredText('provisioner', provisioner, (name) => isQualifiedName(name.toLowerCase())),
    ...requiredChoice('reclaimPolicy', reclaimPolicy, ['Delete', 'Retain']),
    ...requiredChoice('volumeBindingMode', volumeBindingMode, ['Immediate', 'WaitForFirstConsumer']),
    ...Object.keys(parameters).flatMap((key) =>
      key === '' ? [field.invalid('parameters', key, 'field can not be empty.')] : [],
    ),
  ];
}

/** Volumes exist that were made by these: they stay. */
function validateUpdate(storageClass: StorageClass, old: StorageClass): FieldError[] {
  const immutable = ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'] as const;
  return immutable.flatMap((name) => validateImmutable(name, storageClass[name], old[name]));
}

function formatName({ metadata }: StorageClass): string {
  const isDefault = defaultAnnotations.some((name) => metadata.annotations?.[name] === 'true');
  return `${metadata.name}${isDefault ? ' (default)' : ''}`;
}
