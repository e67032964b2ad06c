import { Quantity } from '@sampan/api';

/** The items whose key an earlier item has, and which item that is. */
export function duplicates<T>(items: readonly T[] | undefined, keyOf: (item: T) => string | undefined) {
  const seen = new Map<string, number>();
  const found: { index: number; first: number; key: string }[] = [];
  for (const [index, item] of (items ?? []).entries()) {
    const key = keyOf(item) ?? '';
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else found.push({ index, first, key });
  }
  return found;
}

/** Bytes are whole. */
export function fractionalBytes(path: string, amounts: Readonly<Record<string, string>> = {}): string[] {
  return ['memory', 'ephemeral-storage'].flatMap((name) => {
    const amount = amounts[name];
    if (amount === undefined || Quantity.parse(amount).toMilli() % 1000 === 0) return [];
    return [`${path}[${name}]: fractional byte value "${amount}" is invalid, must be an integer`];
  });
}
