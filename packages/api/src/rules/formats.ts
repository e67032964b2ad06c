import { type FieldError, field } from '../validation/field-error.js';
import * as formats from '../validation/formats.js';
import * as names from '../validation/names.js';

/** What is wrong with a text at `path`, in upstream's words. */
type FormatCheck = (path: string, value: string) => FieldError[];

/** The formats that rules name. */
const checks = {
  cidr: each(formats.isCidr),
  dns1035Label: each(names.isDns1035Label),
  dns1123Label: each(names.isDns1123Label),
  dns1123Subdomain: each((value) => names.isDns1123Subdomain(value)),
  dns1123SubdomainOrWildcard: each((value) =>
    value.includes('*') ? names.isWildcardDns1123Subdomain(value) : names.isDns1123Subdomain(value),
  ),
  domainPrefixedPath: formats.domainPrefixedPathErrors,
  envVarName: each(formats.isEnvVarName),
  configMapKey: each(formats.isConfigMapKey),
  ipAddress: each(formats.isIpAddress),
  labelValue: each(names.isLabelValue),
  pathSegment: each(names.isPathSegmentName),
  qualifiedName: each(names.isQualifiedName),
  qualifiedNameInAnyCase: each((value) => names.isQualifiedName(value.toLowerCase())),
};

export type FormatName = keyof typeof checks;

export function formatErrors(format: FormatName, path: string, value: string): FieldError[] {
  return (checks[format] as FormatCheck)(path, value);
}

function each(check: (value: string) => readonly string[]): FormatCheck {
  return (path, value) => check(value).map((problem) => field.invalid(path, value, problem));
}
