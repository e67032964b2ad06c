import { type FieldError, field, isDns1035Label, isDns1123Subdomain, type ParamKind } from '@sampan/api';

/** Of which kind the parameters of a policy are (`validateParamKind`). */
export function validateParamKind(path: string, { apiVersion = '', kind = '' }: ParamKind): FieldError[] {
  return [...validateApiVersion(`${path}.apiVersion`, apiVersion), ...validateKind(`${path}.kind`, kind)];
}

function validateApiVersion(path: string, apiVersion: string): FieldError[] {
  if (apiVersion === '') return [field.required(path)];
  const parts = apiVersion === '/' ? [''] : apiVersion.split('/');
  if (parts.length > 2) return [field.invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
  const [version = '', group = ''] = parts.reverse();
  const errors = group === '' ? [] : joined(path, group, isDns1123Subdomain(group));
  if (version === '') return [...errors, field.invalid(path, apiVersion, 'version must be specified')];
  return [...errors, ...joined(path, version, isDns1035Label(version))];
}

function validateKind(path: string, kind: string): FieldError[] {
  if (kind === '') return [field.required(path)];
  const problems = isDns1035Label(kind.toLowerCase());
  if (problems.length === 0) return [];
  return [field.invalid(path, kind, `may have mixed case, but should otherwise match: ${problems.join(',')}`)];
}

function joined(path: string, value: string, problems: readonly string[]): FieldError[] {
  return problems.length === 0 ? [] : [field.invalid(path, value, problems.join(','))];
}
