import {
  type CustomResourceColumnDefinition,
  type CustomResourceSubresources,
  type FieldError,
  field,
} from '@sampan/api';

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

/** `additionalPrinterColumns` (`ValidateCustomResourceColumnDefinition`). */
export function validateColumns(columns: readonly CustomResourceColumnDefinition[], path: string): FieldError[] {
  return columns.flatMap((column, index) => validateColumn(column, `${path}[${index}]`));
}

function validateColumn({ name, type, format, jsonPath }: CustomResourceColumnDefinition, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(field.required(`${path}.name`));
  const types = `must be one of ${columnTypes.join(',')}`;
  if (!type) errors.push(field.required(`${path}.type`, types));
  else if (!columnTypes.includes(type)) errors.push(field.invalid(`${path}.type`, type, types));
  if (format && !columnFormats.includes(format)) {
    errors.push(field.invalid(`${path}.format`, format, `must be one of ${columnFormats.join(',')}`));
  }
  if (!jsonPath) errors.push(field.required(`${path}.JSONPath`));
  else errors.push(...validateSimplePath(jsonPath, `${path}.JSONPath`));
  return errors;
}

/** `subresources.scale` (`ValidateCustomResourceDefinitionSubresources`). */
export function validateSubresources(subresources: CustomResourceSubresources, path: string): FieldError[] {
  const { scale } = subresources;
  if (scale === undefined) return [];
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  return [
    ...validateScalePath(specReplicasPath, `${path}.scale.specReplicasPath`, ['.spec.'], 'under .spec'),
    ...validateScalePath(statusReplicasPath, `${path}.scale.statusReplicasPath`, ['.status.'], 'under .status'),
    ...(labelSelectorPath
      ? validateScalePath(
          labelSelectorPath,
          `${path}.scale.labelSelectorPath`,
          ['.spec.', '.status.'],
          'under either .spec or .status',
        )
      : []),
  ];
}

function validateScalePath(value: string, path: string, starts: readonly string[], where: string): FieldError[] {
  if (!value) return [field.required(path)];
  const errors = validateSimplePath(value, path);
  if (errors.length > 0 || starts.some((start) => value.startsWith(start))) return errors;
  return [field.invalid(path, value, `should be a json path ${where}`)];
}

function validateSimplePath(value: string, path: string): FieldError[] {
  return value.startsWith('.') ? [] : [field.invalid(path, value, 'must be a simple json path starting with .')];
}
