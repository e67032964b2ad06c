import { formatLabels, type VolumeAttributesClass } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field } from './lines.js';

export const volumeAttributesClassDescriber = defineDescriber<VolumeAttributesClass>({
  group: 'storage.k8s.io',
  kind: 'VolumeAttributesClass',
  async describe(volumeClass, context) {
    const { metadata, driverName, parameters } = volumeClass;
    return [
      field('Name', metadata.name),
      field('Annotations', formatLabels(metadata.annotations)),
      field('DriverName', driverName),
      field('Parameters', formatLabels(parameters)),
      ...(await context.eventLines(volumeClass)),
    ];
  },
});
