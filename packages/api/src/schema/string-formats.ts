import { illegalBase64Offset } from './base64-bytes.js';

type Format = (text: string) => boolean;

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/;
const hexadecimal = '[0-9a-fA-F]';

/** The formats that Kubernetes checks in custom resources; all others are ignored. Dashes in their names do not count. */
const formats: Readonly<Record<string, Format>> = {
  bsonobjectid: matches(`^${hexadecimal}{24}$`),
  byte: (text) => illegalBase64Offset(text) === -1,
  cidr: isCidr,
  creditcard: matches('^(?:\\d[ -]?){12,18}\\d$'),
  date: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && isDay(text),
  datetime: (text) =>
    /^\d{4}-\d\d-\d\d[Tt ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)$/.test(text) &&
    isDay(text.slice(0, 10)),
  duration: matches('^[+-]?(?:\\d+(?:\\.\\d*)?\\s*(?:ns|us|µs|ms|s|sec|m|min|h|hr|hour|d|day|w|wk)s?\\s*)+$|^0$'),
  email: matches('^[^\\s@<>]+@[^\\s@<>]+$'),
  hexcolor: matches(`^#?(?:${hexadecimal}{3}|${hexadecimal}{6})$`),
  hostname: matches(
    '^(?=.{1,255}$)[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?(?:\\.[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?)*\\.?$',
  ),
  ipv4: (text) => ipv4.test(text),
  ipv6: isIpv6,
  isbn: (text) => isIsbn(text, 10) || isIsbn(text, 13),
  isbn10: (text) => isIsbn(text, 10),
  isbn13: (text) => isIsbn(text, 13),
  mac: matches(`^(?:${hexadecimal}{2}[:-]){5}(?:${hexadecimal}{2}|(?:${hexadecimal}{2}[:-]){2}${hexadecimal}{2})$`),
  password: () => true,
  rgbcolor: matches('^rgb\\(\\s*(?:\\d{1,3}\\s*,\\s*){2}\\d{1,3}\\s*\\)$'),
  ssn: matches('^\\d{3}[- ]?\\d{2}[- ]?\\d{4}$'),
  uri: matches('^(?:[a-zA-Z][a-zA-Z0-9+.-]*:.+|/.*)$'),
  uuid: uuid('.'),
  uuid3: uuid('3'),
  uuid4: uuid('4', '[89abAB]'),
  uuid5: uuid('5', '[89abAB]'),
};

/** How to tell texts of a format; undefined: the format is not checked. */
export function stringFormat(name: string): Format | undefined {
  const plain = name.replaceAll('-', '');
  return Object.hasOwn(formats, plain) ? formats[plain] : undefined;
}

function matches(pattern: string): Format {
  const expression = new RegExp(pattern, 'u');
  return (text) => expression.test(text);
}

function uuid(version: string, variant = hexadecimal): Format {
  const digit = version === '.' ? hexadecimal : version;
  return matches(
    `^${hexadecimal}{8}-?${hexadecimal}{4}-?${digit}${hexadecimal}{3}-?${variant}${hexadecimal}{3}-?${hexadecimal}{12}$`,
  );
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  return ipv4.test(address) ? Number(bits) <= 32 : isIpv6(address) && Number(bits) <= 128;
}

function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const isMapped = last.includes('.');
  if (isMapped && !ipv4.test(last)) return false;
  const hexGroups = isMapped ? groups.slice(0, -1) : groups;
  if (!hexGroups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const count = hexGroups.length + (isMapped ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}

function isIsbn(text: string, length: 10 | 13): boolean {
  const digits = text.replaceAll(/[\s-]/g, '');
  if (length === 10) {
    if (!/^\d{9}[\dX]$/.test(digits)) return false;
    const sum = [...digits].reduce(
      (total, digit, index) => total + (10 - index) * (digit === 'X' ? 10 : Number(digit)),
      0,
    );
    return sum % 11 === 0;
  }
  if (!/^\d{13}$/.test(digits)) return false;
  const sum = [...digits].reduce((total, digit, index) => total + (index % 2 === 0 ? 1 : 3) * Number(digit), 0);
  return sum % 10 === 0;
}
