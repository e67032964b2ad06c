/** Bytes that are no protobuf message. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/** One field as it stands on the wire: a number, or bytes. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Buffer;
}

/** What is left of what a body may cost: a few bytes can make a field, and there are millions of them. */
export interface WireBudget {
  fields: number;
}

/** The fields of a message, in their order. Throws {@link WireError}, and {@link WireBudgetError}. */
export function* wireFields(bytes: Buffer, budget: WireBudget): Generator<WireField> {
  const reader = new Reader(bytes);
  while (!reader.ended) {
    if (--budget.fields < 0) throw new WireBudgetError();
    const tag = Number(reader.varint());
    yield { number: tag >>> 3, value: reader.value(tag & 7) };
  }
}

/** More fields than the body may have. */
export class WireBudgetError extends Error {
  override readonly name = 'WireBudgetError';
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new WireError('unexpected EOF');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new WireError('proto: integer overflow');
  }

  value(wireType: number): bigint | Buffer {
    switch (wireType) {
      case 0:
        return this.varint();
      case 1:
        return this.#take(8);
      case 2:
        return this.#take(Number(this.varint()));
      case 5:
        return this.#take(4);
      default:
        throw new WireError(`proto: illegal wireType ${wireType}`);
    }
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new WireError('unexpected EOF');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

/** A field that has to be bytes. */
export function bytesOf(value: bigint | Buffer): Buffer {
  if (typeof value === 'bigint') throw new WireError('proto: wrong wireType');
  return value;
}

/** A field that has to be a number. */
export function numberOf(value: bigint | Buffer): bigint {
  if (typeof value !== 'bigint') throw new WireError('proto: wrong wireType');
  return value;
}
