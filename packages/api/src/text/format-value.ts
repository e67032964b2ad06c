import { isJsonObject } from '../values/json.js';
import { formatNumber } from './format-number.js';

/** A JSON value as Go's `%v` verb prints it: `map[a:1 b:[x y]]`, `<nil>`. Some of Kubernetes' messages show values so. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(formatValue).join(' ')}]`;
  if (typeof value === 'number') return formatNumber(value);
  if (!isJsonObject(value)) return String(value);
  const fields = Object.keys(value)
    .sort()
    .map((key) => `${key}:${formatValue(value[key])}`);
  return `map[${fields.join(' ')}]`;
}
