import { byteLength, type ConfigMap, type FieldError, field, isConfigMapKey, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { base64Length, maxDataSize, validateImmutableData } from '../../kinds/validation/data.js';
import { invalidFor } from '../../kinds/validation/messages.js';

export const configmaps = defineResource(resources.configMaps, {
  strategy: { validate, validateUpdate },
  columns: [
    nameColumn,
    {
      name: 'Data',
      type: 'string',
      description: 'How many entries the object has.',
      cell: ({ data, binaryData }) => Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
    },
    ageColumn,
  ],
});

function validate({ data = {}, binaryData = {} }: ConfigMap): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in data) {
    errors.push(...invalidFor(`data[${key}]`, key, isConfigMapKey(key)));
    if (Object.hasOwn(binaryData, key))
      errors.push(field.invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    size += byteLength(data[key] ?? '');
  }
  for (const key in binaryData) {
    errors.push(...invalidFor(`binaryData[${key}]`, key, isConfigMapKey(key)));
    size += base64Length(binaryData[key] ?? '');
  }
  // The object as a whole is too large: its path prints as Go prints an empty one.
  if (size > maxDataSize) errors.push(field.tooLong('[]', maxDataSize));
  return errors;
}

function validateUpdate(object: ConfigMap, old: ConfigMap): FieldError[] {
  if (old.immutable !== true) return [];
  return validateImmutableData(object, old, ['data', 'binaryData']);
}
