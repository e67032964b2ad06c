import { encodeUtf8 } from './utf8.js';

const simple: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
  ...{ '\\': '\\', "'": "'", '"': '"', '`': '`', '?': '?' },
};
const escapes =
  /\\(?:([abfnrtv\\'"`?])|x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([\s\S]|$))/g;

/** What a string literal means; undefined: it has an escape that there is not. */
export function unescapeText(body: string, isRaw: boolean): string | undefined {
  if (isRaw) return body;
  let failed = false;
  const text = body.replace(escapes, (_, char, x, bigX, u, bigU, octal) => {
    if (char !== undefined) return simple[char] ?? '';
    const code = Number.parseInt(x ?? bigX ?? u ?? bigU ?? '', 16);
    const point = octal === undefined ? code : Number.parseInt(octal, 8);
    if (Number.isNaN(point) || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) failed = true;
    return failed ? '' : String.fromCodePoint(point);
  });
  return failed ? undefined : text;
}

/** The same for bytes, whose escapes are octets. */
export function unescapeBytes(body: string, isRaw: boolean): Uint8Array | undefined {
  if (isRaw) return encodeUtf8(body);
  const parts: number[] = [];
  let last = 0;
  for (const match of body.matchAll(escapes)) {
    parts.push(...encodeUtf8(body.slice(last, match.index)));
    last = match.index + match[0].length;
    const [, char, x, bigX, u, bigU, octal] = match;
    if (char !== undefined) parts.push((simple[char] ?? '').charCodeAt(0));
    else if (octal !== undefined) parts.push(Number.parseInt(octal, 8));
    else if (x !== undefined || bigX !== undefined) parts.push(Number.parseInt(x ?? bigX ?? '', 16));
    else if (u === undefined && bigU === undefined) return undefined;
    else return undefined;
  }
  parts.push(...encodeUtf8(body.slice(last)));
  return Uint8Array.from(parts);
}
