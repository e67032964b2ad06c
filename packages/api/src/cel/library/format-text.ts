import { CelRuntimeError } from '../cel-error.js';
import { formatDuration, formatTimestamp } from '../times.js';
import { decodeUtf8, encodeUtf8 } from '../utf8.js';
import {
  CelObject,
  Duration,
  isList,
  isMap,
  numeric,
  Timestamp,
  TypeValue,
  typeNameOf,
  Uint,
  type Value,
} from '../values.js';

const clause = /%(?:\.(\d+))?([a-zA-Z%]?)/g;

/** `'%s has %d'.format(['a', 1])`. */
export function formatText(text: string, args: readonly Value[]): string {
  let next = 0;
  return text.replace(clause, (_, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    const value = args[next];
    if (value === undefined) throw new CelRuntimeError(`index ${next} out of range`);
    next++;
    return formatOne(verb, value, precision === undefined ? undefined : Number(precision));
  });
}

function formatOne(verb: string, value: Value, precision: number | undefined): string {
  const amount = numeric(value);
  switch (verb) {
    case 's':
      return shown(value);
    case 'd':
      if (typeof amount === 'bigint' || (typeof amount === 'number' && !Number.isFinite(amount))) return String(amount);
      break;
    case 'f':
      if (amount !== undefined) return Number(amount).toFixed(precision ?? 6);
      break;
    case 'e':
      if (amount !== undefined) {
        return Number(amount)
          .toExponential(precision ?? 6)
          .replace(/e([+-])(\d)$/, 'e$10$2');
      }
      break;
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      if (typeof amount === 'bigint') return amount.toString(2);
      break;
    case 'o':
      if (typeof amount === 'bigint') return amount.toString(8);
      break;
    case 'x':
    case 'X': {
      const text = hexadecimal(value, amount);
      if (text !== undefined) return verb === 'X' ? text.toUpperCase() : text;
      break;
    }
    default:
      throw new CelRuntimeError(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
  throw new CelRuntimeError(
    `error during formatting: no formatting function for verb %${verb} and type ${typeNameOf(value)}`,
  );
}

function hexadecimal(value: Value, amount: bigint | number | undefined): string | undefined {
  if (typeof amount === 'bigint') return amount.toString(16);
  const data = typeof value === 'string' ? encodeUtf8(value) : value;
  if (!(data instanceof Uint8Array)) return undefined;
  return [...data].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function shown(value: Value): string {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : String(value);
  if (isList(value)) return `[${value.map(shown).join(', ')}]`;
  if (isMap(value)) {
    const entries = [...value].map(([key, inner]) => `${shown(key)}: ${shown(inner)}`).sort();
    return `{${entries.join(', ')}}`;
  }
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Uint8Array) return decodeUtf8(value) ?? '';
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof TypeValue) return value.name;
  if (value instanceof CelObject) {
    return `{${[...value.names()]
      .sort()
      .map((name) => `${name}: ${shown(value.get(name) ?? null)}`)
      .join(', ')}}`;
  }
  return String(value);
}
