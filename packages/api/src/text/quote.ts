const shortEscapes: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

const needsEscape = /["\\\p{Cc}\xa0\xad]|[\ud800-\udfff](?![\udc00-\udfff])|\p{Zl}|\p{Zp}|\p{Cf}|\p{Co}|\p{Cn}/u;

/** `text` between double quotes, escaped as Go's `%q` verb does: most of Kubernetes' messages name things this way. */
export function quote(text: string): string {
  if (!needsEscape.test(text)) return `"${text}"`;
  let quoted = '';
  for (const character of text) quoted += needsEscape.test(character) ? escapeCharacter(character) : character;
  return `"${quoted}"`;
}

function escapeCharacter(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
