import { type FieldError, field, isConfigMapKey, resources, type Secret } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { base64Length, maxDataSize, validateImmutableData } from '../../kinds/validation/data.js';
import { invalidFor } from '../../kinds/validation/messages.js';

export const secrets = defineResource(resources.secrets, {
  strategy: { defaults, validate, validateUpdate },
  columns: [
    nameColumn,
    { name: 'Type', type: 'string', description: 'What the secret is used for.', cell: ({ type }) => type ?? '' },
    {
      name: 'Data',
      type: 'string',
      description: 'How many entries the object has.',
      cell: ({ data }) => Object.keys(data ?? {}).length,
    },
    ageColumn,
  ],
  selectableFields: { type: ({ type }) => type ?? '' },
});

/** `stringData` is a way to write, never stored. */
function defaults(secret: Secret): void {
  if (secret.stringData === undefined) return;
  const data: Record<string, string> = { ...secret.data };
  for (const key in secret.stringData) data[key] = Buffer.from(secret.stringData[key] ?? '').toString('base64');
  secret.data = data;
  delete secret.stringData;
}

/** The entries that a type promises to its readers. */
const requiredKeys: Record<string, readonly string[]> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

function validate(secret: Secret): FieldError[] {
  const { data = {}, type = '', metadata } = secret;
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in data) {
    errors.push(...invalidFor(`data[${key}]`, key, isConfigMapKey(key)));
    size += base64Length(data[key] ?? '');
  }
  if (size > maxDataSize) errors.push(field.tooLong('data', maxDataSize));
  if (type === 'kubernetes.io/service-account-token' && !metadata.annotations?.['kubernetes.io/service-account.name']) {
    errors.push(field.required('metadata.annotations[kubernetes.io/service-account.name]'));
  }
  if (type === 'kubernetes.io/basic-auth' && data.username === undefined && data.password === undefined) {
    errors.push(field.required('data[username]'), field.required('data[password]'));
  }
  for (const key of requiredKeys[type] ?? []) {
    if (data[key] === undefined) errors.push(field.required(`data[${key}]`));
    else if (key.startsWith('.docker') && !isJson(data[key])) {
      errors.push(field.invalid(`data[${key}]`, '<secret contents redacted>', 'invalid character in JSON'));
    }
  }
  return errors;
}

function validateUpdate(secret: Secret, old: Secret): FieldError[] {
  return old.immutable === true ? validateImmutableData(secret, old, ['data']) : [];
}

function isJson(base64: string): boolean {
  try {
    JSON.parse(Buffer.from(base64, 'base64').toString());
    return true;
  } catch {
    return false;
  }
}
