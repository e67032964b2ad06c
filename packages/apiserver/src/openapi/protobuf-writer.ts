/** A field of a protobuf message: nothing where the value is the default, which proto3 does not write. */
export type ProtobufField = Buffer | undefined;

const lengthDelimited = 2;
const fixed64 = 1;
const varint = 0;

/** A message (or anything made of fields) from its fields, in their order. */
export function message(...fields: (ProtobufField | readonly ProtobufField[])[]): Buffer {
  return Buffer.concat(fields.flat().filter((field) => field !== undefined));
}

export function stringField(number: number, value: string | undefined): ProtobufField {
  return value === undefined || value === '' ? undefined : bytesField(number, Buffer.from(value));
}

export function booleanField(number: number, value: boolean | undefined): ProtobufField {
  return value === true ? Buffer.concat([tag(number, varint), Buffer.from([1])]) : undefined;
}

export function integerField(number: number, value: number | undefined): ProtobufField {
  return value === undefined || value === 0 ? undefined : Buffer.concat([tag(number, varint), encodeVarint(value)]);
}

export function doubleField(number: number, value: number | undefined): ProtobufField {
  if (value === undefined || value === 0) return undefined;
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([tag(number, fixed64), bytes]);
}

/** A message inside of another; empty ones are written, too. */
export function messageField(number: number, value: Buffer | undefined): ProtobufField {
  return value === undefined ? undefined : bytesField(number, value);
}

function bytesField(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([tag(number, lengthDelimited), encodeVarint(bytes.length), bytes]);
}

function tag(number: number, wireType: number): Buffer {
  return encodeVarint(number * 8 + wireType);
}

/** Seven bits a byte, the lowest first; negative numbers are written as 64 bits. */
function encodeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
