import { decodeBase64 } from '../values/base64.js';

/** What a PKCS #10 request asks a certificate for. */
export interface CertificateRequest {
  subject: Record<SubjectField, string[]>;
  dnsNames: string[];
  emailAddresses: string[];
  uris: string[];
  ipAddresses: string[];
}

type SubjectField =
  | 'commonName'
  | 'serialNumber'
  | 'country'
  | 'locality'
  | 'province'
  | 'streetAddress'
  | 'organization'
  | 'organizationalUnit'
  | 'postalCode';

const subjectFields: Readonly<Record<string, SubjectField>> = {
  '2.5.4.3': 'commonName',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'country',
  '2.5.4.7': 'locality',
  '2.5.4.8': 'province',
  '2.5.4.9': 'streetAddress',
  '2.5.4.10': 'organization',
  '2.5.4.11': 'organizationalUnit',
  '2.5.4.17': 'postalCode',
};

const extensionRequest = '1.2.840.113549.1.9.14';
const subjectAlternativeName = '2.5.29.17';

/** Reads the request of a CertificateSigningRequest: base64 of PEM. Throws, in Go's words, if it is none. */
export function readCertificateRequest(request: string): CertificateRequest {
  const pem = text(decodeBase64(request));
  const body = /-----BEGIN CERTIFICATE REQUEST-----([\s\S]*?)-----END CERTIFICATE REQUEST-----/.exec(pem)?.[1];
  if (body === undefined) throw new Error('PEM block type must be CERTIFICATE REQUEST');
  return parseCertificateRequest(decodeBase64(body.replace(/\s/g, '')));
}

/** Reads a request in DER (RFC 2986). Throws if it is none. */
export function parseCertificateRequest(der: Uint8Array): CertificateRequest {
  const [request] = readElements(der);
  const [information] = readElements(content(request));
  const [, name, , attributes] = readElements(content(information));
  const alternatives = readElements(alternativeNames(attributes));
  const texts = (tag: number) => alternatives.filter((item) => item.tag === tag).map((item) => text(item.bytes));
  return {
    subject: readSubject(name),
    emailAddresses: texts(0x81),
    dnsNames: texts(0x82),
    uris: texts(0x86),
    ipAddresses: alternatives.filter(({ tag }) => tag === 0x87).map(({ bytes }) => addressText(bytes)),
  };
}

/** One tag, length and value. */
interface Element {
  tag: number;
  bytes: Uint8Array;
}

function readElements(bytes: Uint8Array): Element[] {
  const elements: Element[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0;
    let length = bytes[at + 1] ?? 0;
    at += 2;
    if (length >= 0x80) {
      const size = length & 0x7f;
      length = bytes.slice(at, at + size).reduce((sum, byte) => sum * 256 + byte, 0);
      at += size;
    }
    if (at + length > bytes.length) throw new Error('asn1: syntax error: data truncated');
    elements.push({ tag, bytes: bytes.slice(at, at + length) });
    at += length;
  }
  return elements;
}

function content(element: Element | undefined): Uint8Array {
  if (element === undefined) throw new Error('asn1: syntax error: sequence truncated');
  return element.bytes;
}

function readSubject(name: Element | undefined): CertificateRequest['subject'] {
  const subject = Object.fromEntries(
    Object.values(subjectFields).map((label) => [label, []]),
  ) as unknown as CertificateRequest['subject'];
  for (const set of readElements(content(name))) {
    for (const attribute of readElements(set.bytes)) {
      const [identifier, value] = readElements(attribute.bytes);
      const label = subjectFields[objectIdentifier(content(identifier))];
      if (label !== undefined) subject[label].push(text(content(value)));
    }
  }
  return subject;
}

/** The names in the extensions that the request asks for; empty without any. */
function alternativeNames(attributes: Element | undefined): Uint8Array {
  for (const attribute of readElements(attributes?.bytes ?? new Uint8Array())) {
    const [identifier, values] = readElements(attribute.bytes);
    if (objectIdentifier(content(identifier)) !== extensionRequest) continue;
    const [extensions] = readElements(content(values));
    for (const extension of readElements(content(extensions))) {
      const parts = readElements(extension.bytes);
      if (objectIdentifier(content(parts[0])) !== subjectAlternativeName) continue;
      const [names] = readElements(content(parts.at(-1)));
      return content(names);
    }
  }
  return new Uint8Array();
}

function objectIdentifier(bytes: Uint8Array): string {
  const [first = 0] = bytes;
  const arcs = [Math.trunc(first / 40), first % 40];
  let value = 0;
  for (const byte of bytes.slice(1)) {
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(value);
    value = 0;
  }
  return arcs.join('.');
}

/** UTF-8, or else Latin-1. */
function text(bytes: Uint8Array): string {
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  try {
    return decodeURIComponent(
      characters.replace(/[^A-Za-z0-9]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`),
    );
  } catch {
    return characters;
  }
}

/** Addresses of IPv6 with their longest run of zeros left out. */
function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((bytes[at * 2] ?? 0) * 256 + (bytes[at * 2 + 1] ?? 0)).toString(16),
  );
  const runs = groups.join(':').match(/\b0(?::0)+\b/g) ?? [];
  const longest = runs.sort((a, b) => b.length - a.length)[0];
  if (longest === undefined) return groups.join(':');
  return groups
    .join(':')
    .replace(new RegExp(`\\b${longest}\\b`), ':')
    .replace(/:{3,}|^:(?!:)|(?<!:):$/g, '::');
}
