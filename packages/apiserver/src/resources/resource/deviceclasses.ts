import { type DeviceClass, type FieldError, field, isExtendedResource, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { formerVersions } from './former-versions.js';
import { validateList } from './validation/collections.js';
import { maxConfigurations, validateConfiguration } from './validation/configuration.js';
import { validateSelectors } from './validation/selectors.js';

/** A kind of devices that claims ask for by its name. */
export const deviceclasses = defineResource<DeviceClass>(resources.deviceClasses, {
  strategy: { countsGeneration: true, validate: validateClass },
  columns: [nameColumn, ageColumn],
  versions: formerVersions(),
});

function validateClass({ spec = {} }: DeviceClass): FieldError[] {
  const { extendedResourceName: name } = spec;
  return [
    ...validateSelectors('spec.selectors', spec.selectors),
    ...validateList('spec.config', spec.config, maxConfigurations, validateConfiguration),
    ...(name === undefined || isExtendedResource(name)
      ? []
      : [field.invalid('spec.extendedResourceName', name, 'must be a valid extended resource name')]),
  ];
}
