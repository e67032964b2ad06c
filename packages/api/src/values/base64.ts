const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Map([...alphabet].map((character, value) => [character, value]));

/** Text that is not base64 as Go's standard encoding reads it. */
export class Base64Error extends Error {
  override name = 'Base64Error';
}

/** Standard base64 with padding: how `[]byte` fields (Secrets' data) are written. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(index, index + 3);
    const group = (first << 16) | (second << 8) | third;
    const left = bytes.length - index;
    text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
    text += left > 1 ? alphabet.charAt((group >> 6) & 63) : '=';
    text += left > 2 ? alphabet.charAt(group & 63) : '=';
  }
  return text;
}

/** Decodes standard base64; line ends are skipped. Throws a {@link Base64Error} in Go's words. */
export function decodeBase64(text: string): Uint8Array {
  const bytes: number[] = [];
  let group = 0;
  let digits = 0;
  let padding = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '\n' || character === '\r') continue;
    const value = values.get(character);
    if (character === '=' && digits >= 2 && digits + padding < 4) {
      padding++;
      continue;
    }
    if (value === undefined || padding > 0) throw corrupt(index);
    group = (group << 6) | value;
    if (++digits < 4) continue;
    bytes.push(group >> 16, (group >> 8) & 255, group & 255);
    group = 0;
    digits = 0;
  }
  if (digits === 0) return Uint8Array.from(bytes);
  if (digits + padding !== 4) throw corrupt(text.length);
  bytes.push(digits === 3 ? group >> 10 : group >> 4);
  if (digits === 3) bytes.push((group >> 2) & 255);
  return Uint8Array.from(bytes);
}

function corrupt(index: number): Base64Error {
  return new Base64Error(`illegal base64 data at input byte ${index}`);
}
