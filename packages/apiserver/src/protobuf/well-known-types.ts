import { formatMicroTime, formatTime } from '@sampan/api';
import { countJson } from '../body/count-json.js';
import { decodeJson, maxDepth } from '../body/decode-json.js';
import { bytesOf, numberOf, type WireBudget, wireFields } from './wire-reader.js';

/** Types whose JSON is not what their message looks like, by the last part of their names. */
export const wellKnownTypes: ReadonlyMap<string, (bytes: Buffer, budget: WireBudget) => unknown> = new Map([
  ['Time', (bytes: Buffer, budget: WireBudget) => readTime(bytes, budget, formatTime)],
  ['MicroTime', (bytes: Buffer, budget: WireBudget) => readTime(bytes, budget, formatMicroTime)],
  ['Quantity', (bytes: Buffer, budget: WireBudget) => firstBytes(bytes, budget).toString()],
  ['IntOrString', readIntOrString],
  ['FieldsV1', readJson],
  ['RawExtension', readJson],
  ['JSON', readJson],
]);

/** `Timestamp {seconds = 1, nanos = 2}`; nothing in it is no time. */
function readTime(bytes: Buffer, budget: WireBudget, format: (milliseconds: number) => string): string | undefined {
  let milliseconds: number | undefined;
  for (const { number, value } of wireFields(bytes, budget)) {
    if (number === 1) milliseconds = (milliseconds ?? 0) + Number(BigInt.asIntN(64, numberOf(value))) * 1000;
    if (number === 2) milliseconds = (milliseconds ?? 0) + Number(numberOf(value)) / 1e6;
  }
  if (milliseconds === undefined || Math.abs(milliseconds) > maxTime) return undefined;
  return format(milliseconds);
}

/** The last moment that JavaScript can tell. */
const maxTime = 8.64e15;

function readIntOrString(bytes: Buffer, budget: WireBudget): string | number {
  let type = 0n;
  let number = 0;
  let text = '';
  for (const field of wireFields(bytes, budget)) {
    if (field.number === 1) type = numberOf(field.value);
    if (field.number === 2) number = Number(BigInt.asIntN(64, numberOf(field.value)));
    if (field.number === 3) text = bytesOf(field.value).toString();
  }
  return type === 0n ? number : text;
}

function readJson(bytes: Buffer, budget: WireBudget): unknown {
  return jsonWithin(firstBytes(bytes, budget), budget);
}

/** JSON within a message: its values count as the message's own. */
export function jsonWithin(text: Buffer, budget: WireBudget): unknown {
  budget.fields -= countJson(text, maxDepth).values;
  return text.length === 0 ? null : decodeJson(text).value;
}

/** The only field of messages that wrap a string or bytes. */
function firstBytes(bytes: Buffer, budget: WireBudget): Buffer {
  for (const { number, value } of wireFields(bytes, budget)) if (number === 1) return bytesOf(value);
  return Buffer.alloc(0);
}
