import { type FieldError, field } from '@sampan/api';

const modes = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };

/** `RWO,ROX`: each mode once. */
export function shortModes(accessModes: readonly string[] = []): string {
  return Object.entries(modes)
    .filter(([mode]) => accessModes.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

/** The `accessModes` of a claim or a volume; `missing` says why there has to be one. */
export function validateAccessModes(path: string, accessModes: readonly string[] = [], missing = ''): FieldError[] {
  if (accessModes.length === 0) return [field.required(path, missing)];
  const known = Object.keys(modes).sort();
  const errors = accessModes.flatMap((mode) => (known.includes(mode) ? [] : [field.notSupported(path, mode, known)]));
  const isForOnePod = accessModes.includes('ReadWriteOncePod');
  if (isForOnePod && accessModes.some((mode) => mode !== 'ReadWriteOncePod' && known.includes(mode))) {
    errors.push(field.forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
  }
  return errors;
}
