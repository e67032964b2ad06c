import { type FieldError, field, isCIdentifier, isDns1123Label, isDns1123Subdomain } from '@sampan/api';
import { invalidFor } from '../../../kinds/validation/messages.js';
import { validateDriverName } from '../../core/persistent-volume-spec.js';

const poolNameMaxLength = 253;
const identifierMaxLength = 32;

/** The name of a device, a request or a counter. */
export function validateLabelName(path: string, name = ''): FieldError[] {
  return invalidFor(path, name, isDns1123Label(name));
}

/** A name that has to be there. */
export function validateRequiredName(path: string, name = ''): FieldError[] {
  return name === '' ? [field.required(path)] : validateLabelName(path, name);
}

/** The name of a pool: subdomains, with slashes between them. */
export function validatePoolName(path: string, name = ''): FieldError[] {
  if (name === '') return [field.required(path)];
  return [
    ...(name.length > poolNameMaxLength ? [field.tooLong(path, poolNameMaxLength)] : []),
    ...name.split('/').flatMap((part) => invalidFor(path, part, isDns1123Subdomain(part))),
  ];
}

/** The name of an attribute or a capacity: an identifier, with the domain in front whose it is, or the driver's own. */
export function validateQualifiedName(path: string, name: string): FieldError[] {
  const [first = '', second, ...more] = name.split('/');
  if (more.length > 0) return [field.invalid(path, name, 'must not contain more than one slash')];
  if (second === undefined) return validateIdentifier(path, first);
  return [
    ...(first === '' ? [field.invalid(path, '', 'the domain must not be empty')] : validateDriverName(path, first)),
    ...(second === '' ? [field.invalid(path, '', 'the name must not be empty')] : validateIdentifier(path, second)),
  ];
}

/** One that has a domain in any case. */
export function validateFullyQualifiedName(path: string, name: string): FieldError[] {
  const errors = validateQualifiedName(path, name);
  if (name.includes('/')) return errors;
  return [
    ...errors,
    field.invalid(path, name, 'a fully qualified name must be a domain and a name separated by a slash'),
  ];
}

function validateIdentifier(path: string, name: string): FieldError[] {
  const errors = name.length > identifierMaxLength ? [field.tooLong(path, identifierMaxLength)] : [];
  return [...errors, ...invalidFor(path, name, isCIdentifier(name))];
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Which share of a device it is that several have. */
export function validateShareId(path: string, id: string | undefined): FieldError[] {
  if (id === undefined) return [];
  if (!uuid.test(id)) {
    const problem = id.length === 36 ? 'invalid UUID format' : `invalid UUID length: ${id.length}`;
    return [field.invalid(path, id, `error validating uid: ${problem}`)];
  }
  const detail =
    'uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters';
  return id === id.toLowerCase() ? [] : [field.invalid(path, id, detail)];
}
