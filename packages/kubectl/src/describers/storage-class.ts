import { formatLabels, type StorageClass, type TopologySelectorTerm } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field, indent, listField, optionalField } from './lines.js';
import { titleCase } from './values.js';

const defaultAnnotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

export const storageClassDescriber = defineDescriber<StorageClass>({
  group: 'storage.k8s.io',
  kind: 'StorageClass',
  async describe(storageClass, context) {
    const { metadata, parameters, allowVolumeExpansion, mountOptions = [] } = storageClass;
    const isDefault = defaultAnnotations.some((name) => metadata.annotations?.[name] === 'true');
    return [
      field('Name', metadata.name),
      field('IsDefaultClass', isDefault ? 'Yes' : 'No'),
      field('Annotations', formatLabels(metadata.annotations)),
      field('Provisioner', storageClass.provisioner),
      field('Parameters', formatLabels(parameters)),
      field('AllowVolumeExpansion', allowVolumeExpansion === undefined ? '<unset>' : titleCase(allowVolumeExpansion)),
      ...(mountOptions.length === 0 ? ['MountOptions:\t<none>'] : ['MountOptions:', ...indent(mountOptions)]),
      ...optionalField('ReclaimPolicy', storageClass.reclaimPolicy),
      ...optionalField('VolumeBindingMode', storageClass.volumeBindingMode),
      ...topologyLines(storageClass.allowedTopologies),
      ...(await context.eventLines(storageClass)),
    ];
  },
});

function topologyLines(terms: readonly TopologySelectorTerm[] | undefined): string[] {
  if (terms === undefined) return [];
  if (terms.length === 0) return ['AllowedTopologies:\t<none>'];
  return [
    'AllowedTopologies:\t',
    ...terms.flatMap(({ matchLabelExpressions = [] }, at) => {
      const texts = matchLabelExpressions.map(({ key, values }) => `${key} in [${values.join(', ')}]`);
      return listField(`Term ${at}`, texts, '  ');
    }),
  ];
}
