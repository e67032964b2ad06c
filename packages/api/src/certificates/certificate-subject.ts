/** Whom a certificate names. */
export interface CertificateSubject {
  /** The first common name: the user. Absent where there is none. */
  readonly commonName?: string;
  /** The organizations: the user's groups. */
  readonly organizations: readonly string[];
}

/** Reads a subject as Node writes it: an attribute a line (`O=system:nodes`), special characters escaped. */
export function certificateSubject(text: string): CertificateSubject {
  const attributes = text.split('\n').map((line) => {
    const equals = line.indexOf('=');
    return { type: line.slice(0, equals), value: unescapeValue(line.slice(equals + 1)) };
  });
  const commonName = attributes.find(({ type }) => type === 'CN')?.value;
  return {
    ...(commonName ? { commonName } : {}),
    organizations: attributes.filter(({ type }) => type === 'O').map(({ value }) => value),
  };
}

/** Undoes the escapes of RFC 2253: `\,` and `\C3\A9`. */
function unescapeValue(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/(?:\\[0-9A-Fa-f]{2})+/g, decodeBytes).replace(/\\(.)/g, '$1');
}

/** What is not UTF-8 stays as it was written. */
function decodeBytes(escaped: string): string {
  try {
    return decodeURIComponent(escaped.replaceAll('\\', '%'));
  } catch {
    return escaped.replaceAll('\\', '\\\\');
  }
}
