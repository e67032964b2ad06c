import { type FieldError, field } from './field-error.js';
import { isDns1123Label, isDns1123Subdomain, lengthErrors, regexError, wholeMatch } from './names.js';

const cIdentifierFormat = '[A-Za-z_][A-Za-z0-9_]*';
const configMapKeyFormat = '[-._a-zA-Z0-9]+';
const httpHeaderNameFormat = '[-A-Za-z0-9]+';
const percentFormat = '[0-9]+%';
const cIdentifier = wholeMatch(cIdentifierFormat);
const configMapKey = wholeMatch(configMapKeyFormat);
const httpHeaderName = wholeMatch(httpHeaderNameFormat);
const percent = wholeMatch(percentFormat);
const httpPathFormat = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const httpPath = wholeMatch(httpPathFormat);

/** What shells and the downward API take as a name without surprises. */
export function isCIdentifier(value: string): string[] {
  if (cIdentifier.test(value)) return [];
  return [
    regexError(
      "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
      cIdentifierFormat,
      ['my_name', 'MY_NAME', 'MyName'],
    ),
  ];
}

/** Names of containers' environment variables: printable ASCII without `=`, not empty. */
export function isEnvVarName(value: string): string[] {
  if (value === '') return ['environment variable name must be non-empty'];
  return /^[ -<>-~]+$/.test(value)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** Keys in the `data` of ConfigMaps and Secrets: they become file names. */
export function isConfigMapKey(value: string): string[] {
  const errors = lengthErrors(value, 253);
  if (!configMapKey.test(value)) {
    errors.push(
      regexError("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", configMapKeyFormat, [
        'key.name',
        'KEY_NAME',
        'key-name',
      ]),
    );
  }
  if (value === '.') errors.push("must not be '.'");
  else if (value === '..') errors.push("must not be '..'");
  else if (value.startsWith('..')) errors.push("must not start with '..'");
  return errors;
}

export function isHttpHeaderName(value: string): string[] {
  if (httpHeaderName.test(value)) return [];
  return [
    regexError("a valid HTTP header must consist of alphanumeric characters or '-'", httpHeaderNameFormat, [
      'X-Header-Name',
    ]),
  ];
}

/** `25%`, as in rolling updates. */
export function isPercent(value: string): string[] {
  if (percent.test(value)) return [];
  return [
    regexError("a valid percent string must be a numeric string followed by an ending '%'", percentFormat, [
      '1%',
      '93%',
    ]),
  ];
}

export function isPort(value: number): string[] {
  return isInRange(value, 1, 65535);
}

/** Names of container ports (IANA service names). */
export function isPortName(value: string): string[] {
  const errors = lengthErrors(value, 15);
  if (!/^[-a-z0-9]+$/.test(value))
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) errors.push('must contain at least one letter (a-z)');
  if (value.includes('--')) errors.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

export function isInRange(value: number, min: number, max: number): string[] {
  return Number.isInteger(value) && value >= min && value <= max
    ? []
    : [`must be between ${min} and ${max}, inclusive`];
}

/** Users and groups of processes. */
export function isUserId(value: number): string[] {
  return isInRange(value, 0, 2 ** 31 - 1);
}

/** `::ffff:1.2.3.4`, however its zeros are written. */
const ipv4Mapped = /^(?:0{0,4}:){1,6}ffff:(?:[\d.]+|[\da-f]{1,4}:[\da-f]{1,4})$/i;

export function isIpAddress(value: string): string[] {
  if (isIpv4(value)) return [];
  if (isIpv6(value)) return ipv4Mapped.test(value) ? ['must not be an IPv4-mapped IPv6 address'] : [];
  // Some programs read 010 as ten, others as eight.
  if (isIpv4(value.replace(/(^|\.)0+(?=\d)/g, '$1'))) return ['must not have leading 0s'];
  return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
}

/** The one way to write an address that stands for it as a name: that of RFC 5952 for IPv6. */
export function isCanonicalIpAddress(value: string): string[] {
  const errors = isIpAddress(value);
  if (errors.length > 0 || isIpv4(value) || canonicalIpv6(value) === value) return errors;
  return ['must be a canonical form IP address'];
}

export function isCidr(value: string): string[] {
  const slash = value.lastIndexOf('/');
  const address = value.slice(0, slash);
  const bits = value.slice(slash + 1);
  const valid =
    slash > 0 &&
    /^(0|[1-9]\d{0,2})$/.test(bits) &&
    ((isIpv4(address) && +bits <= 32) || (isIpv6(address) && +bits <= 128));
  return valid ? [] : ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'];
}

/** A domain of at least two parts; one dot at the end is allowed. */
export function isFullyQualifiedDomainName(value: string): string[] {
  if (value === '') return ['must be non-empty'];
  const name = value.replace(/\.$/, '');
  const errors = isDns1123Subdomain(name);
  if (errors.length > 0) return errors;
  const labels = name.split('.');
  if (labels.length < 2) return ['should be a domain with at least two segments separated by dots'];
  return labels.flatMap((label) => isDns1123Label(label));
}

/** A domain of at least three parts, as signers and API groups of CRDs have. */
export function isFullyQualifiedName(value: string): string[] {
  if (value === '') return ['must be non-empty'];
  const errors = isDns1123Subdomain(value);
  if (errors.length === 0 && value.split('.').length < 3) {
    errors.push('should be a domain with at least three segments separated by dots');
  }
  return errors;
}

/** `example.com/path`: what a field owned by one vendor's controller names. A mistake is told of the part that has it. */
export function domainPrefixedPathErrors(at: string, value: string): FieldError[] {
  const slash = value.indexOf('/');
  if (slash <= 0 || slash === value.length - 1) {
    return [field.invalid(at, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  const [domain, path] = [value.slice(0, slash), value.slice(slash + 1)];
  const errors = isDns1123Subdomain(domain).map((problem) => field.invalid(at, domain, problem));
  if (!httpPath.test(path)) errors.push(field.invalid(at, path, regexError('Invalid path', httpPathFormat, [])));
  return errors;
}

function isIpv4(value: string): boolean {
  const parts = value.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isIpv6(value: string): boolean {
  return ipv6Groups(value) !== undefined;
}

/** The eight groups of an IPv6 address; undefined: it is none. */
function ipv6Groups(value: string): number[] | undefined {
  if (!/^[0-9a-fA-F:.]*$/.test(value) || value.indexOf('::') !== value.lastIndexOf('::') || value.includes(':::'))
    return undefined;
  const [head = '', tail] = value.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const last = after.length > 0 ? after : before;
  const embedded = last.at(-1)?.includes('.') === true ? (last.pop() as string) : undefined;
  if (embedded !== undefined && !isIpv4(embedded)) return undefined;
  if (![...before, ...after].every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = (embedded ?? '').split('.').map(Number);
  const quad = embedded === undefined ? [] : [a * 256 + b, c * 256 + d];
  const hex = (group: string) => Number.parseInt(group, 16);
  const start = before.map(hex);
  const end = after.map(hex);
  if (tail === undefined) return start.length + quad.length === 8 ? [...start, ...quad] : undefined;
  const zeros = 8 - start.length - end.length - quad.length;
  return zeros < 1 ? undefined : [...start, ...new Array<number>(zeros).fill(0), ...end, ...quad];
}

/** RFC 5952: lower case, and the first of the longest rows of zeros, if it is of two or more, as `::`. */
function canonicalIpv6(value: string): string {
  const groups = (ipv6Groups(value) ?? []).map((group) => group.toString(16));
  let from = 0;
  let length = 0;
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === '0') end++;
    if (end - start > length) [from, length] = [start, end - start];
  }
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, from).join(':')}::${groups.slice(from + length).join(':')}`;
}
