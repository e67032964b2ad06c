import { type FieldError, field } from '@sampan/api';

/** A list of at most so many items, each of which is looked at; nobody looks at one that is longer. */
export function validateList<T>(
  path: string,
  list: readonly T[] | undefined,
  max: number,
  check: (path: string, item: T) => FieldError[],
): FieldError[] {
  if (list === undefined) return [];
  if (list.length > max) return [field.tooMany(path, list.length, max)];
  return list.flatMap((item, index) => check(`${path}[${index}]`, item));
}

/** The same of a list without two items of one key. */
export function validateSet<T>(
  path: string,
  list: readonly T[] | undefined,
  { max, keyOf }: { max: number; keyOf(item: T): string },
  check: (path: string, item: T) => FieldError[],
): FieldError[] {
  const errors = validateList(path, list, max, check);
  return (list?.length ?? 0) > max ? errors : [...errors, ...duplicates(path, (list ?? []).map(keyOf))];
}

/** What has been in the list before. */
export function duplicates(path: string, keys: readonly string[]): FieldError[] {
  return keys.flatMap((key, index) => (keys.indexOf(key) === index ? [] : [field.duplicate(`${path}[${index}]`, key)]));
}

/** At most so many entries; keys are blamed on the map, values on themselves. */
export function validateMap<T>(
  path: string,
  map: Readonly<Record<string, T>> | undefined,
  { max, key }: { max: number; key(path: string, name: string): FieldError[] },
  check: (path: string, value: T) => FieldError[] = () => [],
): FieldError[] {
  const entries = Object.entries(map ?? {});
  if (entries.length > max) return [field.tooMany(path, entries.length, max)];
  return entries.flatMap(([name, value]) => [...key(path, name), ...check(`${path}[${shortened(name)}]`, value)]);
}

const longestKey = 96;

/** A key without its middle, where it is too long to be told. */
function shortened(key: string): string {
  if (key.length <= longestKey) return key;
  const rest = longestKey - 3;
  return `${key.slice(0, Math.ceil(rest / 2))}...${key.slice(key.length - Math.floor(rest / 2))}`;
}
