const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** How many keys and values a JSON text has, and the bracket that takes it deeper than it may be, if there is one. */
interface JsonCounts {
  keys: number;
  values: number;
  tooDeep?: '{' | '[';
}

/**
 * Counts a JSON text in one pass over its bytes: every colon outside of strings belongs to one key, and every comma and
 * opening bracket to one value. Means nothing where the text is not JSON.
 */
export function countJson(bytes: Uint8Array, maxDepth: number): JsonCounts {
  let keys = 0;
  let values = 1;
  let depth = 0;
  for (let index = 0; index < bytes.length; index++) {
    switch (bytes[index]) {
      case quote:
        index = endOfString(bytes, index + 1);
        break;
      case colon:
        keys++;
        break;
      case comma:
        values++;
        break;
      case openBrace:
      case openBracket:
        values++;
        if (++depth > maxDepth) return { keys, values, tooDeep: bytes[index] === openBrace ? '{' : '[' };
        break;
      case closeBrace:
      case closeBracket:
        depth--;
        break;
    }
  }
  return { keys, values };
}

function endOfString(bytes: Uint8Array, start: number): number {
  let index = start;
  for (; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === backslash) index++;
    else if (byte === quote) return index;
  }
  return index;
}
