import { type DownwardAPIVolumeFile, type FieldError, field, type KeyToPath } from '@sampan/api';
import { validateFieldRef, validateResourceFieldRef, volumeFieldPaths } from './validate-downward.js';
import { validateDescendingPath } from './validate-volume-mounts.js';

/** Permission bits of a file; missing is fine. */
export function validateFileMode(path: string, mode: number | undefined): FieldError[] {
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return [];
  return [field.invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive')];
}

/** Which keys become files, and where. */
export function validateItems(path: string, items: readonly KeyToPath[] = []): FieldError[] {
  return items.flatMap(({ key = '', path: file = '', mode }, index) => [
    ...(key === '' ? [field.required(`${path}[${index}].key`)] : []),
    ...validateFilePath(`${path}[${index}].path`, file),
    ...validateFileMode(`${path}[${index}].mode`, mode),
  ]);
}

/** Files that show fields of their Pod. */
export function validateDownwardFiles(path: string, files: readonly DownwardAPIVolumeFile[] = []): FieldError[] {
  return files.flatMap(({ path: file = '', fieldRef, resourceFieldRef, mode }) => {
    const errors = validateFilePath(`${path}.path`, file);
    if (fieldRef !== undefined) {
      errors.push(...validateFieldRef(`${path}.fieldRef`, fieldRef, volumeFieldPaths));
      if (resourceFieldRef !== undefined) {
        errors.push(
          field.invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'),
        );
      }
    } else if (resourceFieldRef !== undefined) {
      errors.push(...validateResourceFieldRef(`${path}.resourceFieldRef`, resourceFieldRef, 'volume'));
    } else {
      errors.push(field.required(path, 'one of fieldRef and resourceFieldRef is required'));
    }
    return [...errors, ...validateFileMode(`${path}.mode`, mode)];
  });
}

/** Where a file is put: below the volume's root, and not where the volume keeps its own (`..data`). */
export function validateFilePath(path: string, file: string): FieldError[] {
  if (file === '') return [field.required(path)];
  const errors = validateDescendingPath(path, file);
  if (file.startsWith('..') && !file.startsWith('../'))
    errors.push(field.invalid(path, file, "must not start with '..'"));
  return errors;
}
