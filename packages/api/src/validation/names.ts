import { byteLength } from '../text/byte-length.js';

/** The longest DNS labels and names (RFC 1123), in bytes. */
export const dns1123LabelMaxLength = 63;
export const dns1123SubdomainMaxLength = 253;

const dns1123LabelFormat = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dns1123SubdomainFormat = `${dns1123LabelFormat}(\\.${dns1123LabelFormat})*`;
const dns1123LabelWithUnderscoreFormat = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const dns1123SubdomainWithUnderscoreFormat = `${dns1123LabelWithUnderscoreFormat}(\\.${dns1123LabelWithUnderscoreFormat})*`;
const dns1035LabelFormat = '[a-z]([-a-z0-9]*[a-z0-9])?';
const qualifiedNameFormat = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValueFormat = `(${qualifiedNameFormat})?`;

const dns1123Label = wholeMatch(dns1123LabelFormat);
const dns1123Subdomain = wholeMatch(dns1123SubdomainFormat);
const dns1123SubdomainWithUnderscore = wholeMatch(dns1123SubdomainWithUnderscoreFormat);
const dns1035Label = wholeMatch(dns1035LabelFormat);
const wildcardDns1123Subdomain = wholeMatch(`\\*\\.${dns1123SubdomainFormat}`);
const qualifiedName = wholeMatch(qualifiedNameFormat);
const labelValue = wholeMatch(labelValueFormat);

/*
 * Each check returns what is wrong with its argument in Kubernetes' own words, one message a mistake; none: it is valid.
 * The rules are those of k8s.io/apimachinery/pkg/util/validation.
 */

/** Names that become one part of a host name: namespaces, Services' ports, containers. */
export function isDns1123Label(value: string): string[] {
  const errors = lengthErrors(value, dns1123LabelMaxLength);
  if (!dns1123Label.test(value)) {
    errors.push(
      dns1123Subdomain.test(value)
        ? 'must not contain dots'
        : regexError(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
            dns1123LabelFormat,
            ['my-name', '123-abc'],
          ),
    );
  }
  return errors;
}

/** Names of most objects. */
export function isDns1123Subdomain(value: string, unit?: 'bytes'): string[] {
  const errors = lengthErrors(value, dns1123SubdomainMaxLength, unit);
  if (!dns1123Subdomain.test(value)) {
    errors.push(
      regexError(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
        dns1123SubdomainFormat,
        ['example.com'],
      ),
    );
  }
  return errors;
}

/** Search domains of resolvers, which may have underscores. */
export function isDns1123SubdomainWithUnderscore(value: string): string[] {
  const errors = lengthErrors(value, dns1123SubdomainMaxLength);
  if (!dns1123SubdomainWithUnderscore.test(value)) {
    errors.push(
      regexError(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
        dns1123SubdomainWithUnderscoreFormat,
        ['example.com'],
      ),
    );
  }
  return errors;
}

/** Names of Services. */
export function isDns1035Label(value: string): string[] {
  const errors = lengthErrors(value, dns1123LabelMaxLength);
  if (!dns1035Label.test(value)) {
    errors.push(
      regexError(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
        dns1035LabelFormat,
        ['my-name', 'abc-123'],
      ),
    );
  }
  return errors;
}

/** Hosts of Ingress rules that begin with `*.`. */
export function isWildcardDns1123Subdomain(value: string): string[] {
  const errors = lengthErrors(value, dns1123SubdomainMaxLength);
  if (!wildcardDns1123Subdomain.test(value)) {
    errors.push(
      regexError(
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
        `\\*\\.${dns1123SubdomainFormat}`,
        ['*.example.com'],
      ),
    );
  }
  return errors;
}

const qualifiedNameRule = regexError(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  qualifiedNameFormat,
  ['MyName', 'my.name', '123-abc'],
);

/** Keys of labels and annotations, names of extended resources, finalizers (`IsLabelKey`): `name` or `example.com/name`. */
export function isQualifiedName(value: string): string[] {
  const parts = value.split('/');
  if (parts.length > 2) {
    return [
      `a valid label key ${qualifiedNameRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts.at(-1) ?? '';
  const errors = parts.length === 2 ? prefixErrors(parts[0] ?? '') : [];
  if (name === '') errors.push('name part must be non-empty');
  else errors.push(...lengthErrors(name, dns1123LabelMaxLength, 'bytes').map((error) => `name part ${error}`));
  if (!qualifiedName.test(name)) errors.push(`name part ${qualifiedNameRule}`);
  return errors;
}

/** Values of labels; the empty string is one. */
export function isLabelValue(value: string): string[] {
  const errors = lengthErrors(value, dns1123LabelMaxLength, 'bytes');
  if (!labelValue.test(value)) {
    errors.push(
      regexError(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        labelValueFormat,
        ['MyValue', 'my_value', '12345'],
      ),
    );
  }
  return errors;
}

/** What can be a segment of a URL's path: names of roles, and the least that all names have to be. */
export function isPathSegmentName(value: string): string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%']
    .filter((character) => value.includes(character))
    .map((character) => `may not contain '${character}'`);
}

/** `must be no more than 63 characters`, or nothing; what is counted are bytes, and labels say so. */
export function lengthErrors(value: string, maxLength: number, unit: 'bytes' | 'characters' = 'characters'): string[] {
  return value.length * 3 > maxLength && byteLength(value) > maxLength
    ? [`must be no more than ${maxLength} ${unit}`]
    : [];
}

/** A rule in words, with examples and the regular expression behind it. */
export function regexError(rule: string, format: string, examples: readonly string[]): string {
  const samples = examples.map((example) => `'${example}', `).join(' or ');
  return `${rule} (${samples === '' ? '' : `e.g. ${samples}`}regex used for validation is '${format}')`;
}

/** A regular expression that the whole value has to match. */
export function wholeMatch(format: string): RegExp {
  return new RegExp(`^(?:${format})$`);
}

function prefixErrors(prefix: string): string[] {
  return prefix === ''
    ? ['prefix part must be non-empty']
    : isDns1123Subdomain(prefix, 'bytes').map((error) => `prefix part ${error}`);
}
