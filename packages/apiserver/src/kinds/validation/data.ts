import { deepEqual, type FieldError, field } from '@sampan/api';

/** The data that one ConfigMap or Secret may hold: 1 MiB. */
export const maxDataSize = 1024 * 1024;

/** How many bytes a base64 text stands for. */
export function base64Length(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}

/** What may not change in an object that was marked immutable: the mark, and `fields`. */
export function validateImmutableData<T extends { immutable?: boolean }>(
  object: T,
  old: T,
  fields: readonly (keyof T & string)[],
): FieldError[] {
  const detail = 'field is immutable when `immutable` is set';
  return [
    ...(object.immutable === true ? [] : [field.forbidden('immutable', detail)]),
    ...fields
      .filter((name) => !deepEqual(object[name] ?? {}, old[name] ?? {}))
      .map((name) => field.forbidden(name, detail)),
  ];
}
