const maxTotalLength = 4096;

const controlCharacters = /[\x00-\x1f\x7f]/g;

/** One `Warning:` header a message (RFC 7234), each once, as many as fit. */
export function warningHeader(messages: readonly string[]): string[] {
  const headers: string[] = [];
  let length = 0;
  for (const message of new Set(messages)) {
    // Node writes headers as Latin-1: UTF-8 has to be in them byte by byte.
    const printable = Buffer.from(message.replace(controlCharacters, ' ')).toString('latin1');
    length += printable.length;
    if (length > maxTotalLength) break;
    headers.push(`299 - "${printable.replace(/["\\]/g, '\\$&')}"`);
  }
  return headers;
}
