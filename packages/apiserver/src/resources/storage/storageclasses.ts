import { resources, type StorageClass } from '@sampan/api';
import { ageColumn } from '../../kinds/columns/common-columns.js';
import { orElse } from '../../kinds/columns/format.js';
import { defineResource } from '../../kinds/define-resource.js';
import { validateParameters } from './parameters.js';

const defaultAnnotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

export const storageclasses = defineResource(resources.storageClasses, {
  strategy: {
    checks: { parameters: (parameters, { path }) => validateParameters(path, parameters) },
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
  versions: {
    'storage.k8s.io/v1beta1': { lifecycle: { introduced: '1.4', deprecated: '1.19', removed: '1.22' } },
  },
});

/** Whether claims that name no class are of this one. */
export function isDefaultClass({ metadata }: StorageClass): boolean {
  return defaultAnnotations.some((name) => metadata.annotations?.[name] === 'true');
}

function formatName(storageClass: StorageClass): string {
  return `${storageClass.metadata.name}${isDefaultClass(storageClass) ? ' (default)' : ''}`;
}
