/**
 * Writes protobuf messages from their ends: how long a message is is known when its fields are written. So the fields of a
 * message are written in descending order, and the elements of a list from the last to the first.
 */
export class WireWriter {
  #bytes = Buffer.allocUnsafe(16 * 1024);
  #at = this.#bytes.length;

  /** What was written; the writer is empty again. */
  take(): Buffer {
    const written = Buffer.from(this.#bytes.subarray(this.#at));
    this.#at = this.#bytes.length;
    return written;
  }

  /** A message of which `write` writes the fields. */
  message(number: number, write: () => void): void {
    const end = this.#bytes.length - this.#at;
    write();
    this.#varint(this.#bytes.length - this.#at - end);
    this.#tag(number, lengthDelimited);
  }

  string(number: number, value: string): void {
    const length = Buffer.byteLength(value);
    this.#at = this.#before(length);
    this.#bytes.write(value, this.#at);
    this.#varint(length);
    this.#tag(number, lengthDelimited);
  }

  bytes(number: number, value: Uint8Array): void {
    this.#at = this.#before(value.length);
    this.#bytes.set(value, this.#at);
    this.#varint(value.length);
    this.#tag(number, lengthDelimited);
  }

  integer(number: number, value: number): void {
    this.#varint(value);
    this.#tag(number, varint);
  }

  boolean(number: number, value: boolean): void {
    this.#varint(value ? 1 : 0);
    this.#tag(number, varint);
  }

  double(number: number, value: number): void {
    this.#at = this.#before(8);
    this.#bytes.writeDoubleLE(value, this.#at);
    this.#tag(number, fixed64);
  }

  /** What comes before a message or a text of `length` bytes, for who has those already. */
  head(number: number, length: number): Buffer {
    this.#varint(length);
    this.#tag(number, lengthDelimited);
    return this.take();
  }

  #tag(number: number, wireType: number): void {
    this.#varint(number * 8 + wireType);
  }

  /** Seven bits a byte, the lowest first; negative numbers are written as 64 bits. */
  #varint(value: number): void {
    if (value < 0 || value > 0x7fffffff) {
      this.#longVarint(BigInt.asUintN(64, BigInt(Math.trunc(value))));
      return;
    }
    const length = value < 0x80 ? 1 : Math.ceil((32 - Math.clz32(value)) / 7);
    this.#at = this.#before(length);
    let rest = value;
    for (let index = 0; index < length - 1; index++) {
      this.#bytes[this.#at + index] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#at + length - 1] = rest;
  }

  #longVarint(value: bigint): void {
    const bytes: number[] = [];
    let rest = value;
    for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    this.#at = this.#before(bytes.length);
    this.#bytes.set(bytes, this.#at);
  }

  /** Where `length` more bytes begin, for which there is room then. */
  #before(length: number): number {
    if (length > this.#at) {
      const written = this.#bytes.subarray(this.#at);
      const grown = Buffer.allocUnsafe(2 * (written.length + length));
      this.#at = grown.length - written.length;
      grown.set(written, this.#at);
      this.#bytes = grown;
    }
    return this.#at - length;
  }
}

const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;
