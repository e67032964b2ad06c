import type { WireWriter } from './wire-writer.js';

/** What is in the message of a value; absent values are the zero of their type. */
type WriteInside = (wire: WireWriter, value: unknown) => void;

/** Types whose message is not what their JSON looks like, by the last part of their names. */
export const wellKnownWriters: ReadonlyMap<string, WriteInside> = new Map<string, WriteInside>([
  ['Time', (wire, value) => writeTime(wire, value, false)],
  ['MicroTime', (wire, value) => writeTime(wire, value, true)],
  ['Quantity', (wire, value) => wire.string(1, String(value ?? '0'))],
  ['IntOrString', writeIntOrString],
  ['FieldsV1', writeJson],
  ['RawExtension', writeJson],
  ['JSON', writeJson],
]);

/** `Timestamp {seconds = 1, nanos = 2}`; no time is nothing. A `Time` has whole seconds, a `MicroTime` microseconds. */
function writeTime(wire: WireWriter, value: unknown, isMicro: boolean): void {
  if (typeof value !== 'string') return;
  const microseconds = isMicro ? (/\.(\d{1,6})/.exec(value)?.[1] ?? '') : '';
  wire.integer(2, Number(microseconds.padEnd(6, '0')) * 1000);
  wire.integer(1, Math.floor(Date.parse(value) / 1000));
}

/** `IntOrString {type = 1, intVal = 2, strVal = 3}`. */
function writeIntOrString(wire: WireWriter, value: unknown): void {
  const isText = typeof value === 'string';
  wire.string(3, isText ? value : '');
  wire.integer(2, isText ? 0 : Number(value ?? 0));
  wire.integer(1, isText ? 1 : 0);
}

function writeJson(wire: WireWriter, value: unknown): void {
  if (value !== undefined) wire.string(1, JSON.stringify(value));
}
