import { aggregateMessage, type FieldError, field, fieldErrorMessage } from '@sampan/api';
import { aesCbc, aesGcm, type Cipher, identity } from '../store/encryption/cipher.js';
import { type ConfigurationKind, readConfiguration } from './read-configuration.js';

/** Which resources are kept encrypted, and how. */
interface EncryptionConfiguration {
  resources?: { resources?: string[]; providers?: Provider[] }[];
}

interface Provider {
  aesgcm?: Keys;
  aescbc?: Keys;
  identity?: object;
}

interface Keys {
  keys?: { name: string; secret: string }[];
}

/** The ciphers of resources (`secrets`, `deployments.apps`, `*.apps`, `*.*`). */
export interface EncryptedResources {
  readonly resources: readonly string[];
  readonly ciphers: readonly Cipher[];
}

const kind: ConfigurationKind = {
  kind: 'EncryptionConfiguration',
  versions: ['v1'],
  structs: {
    EncryptionConfiguration: { resources: ['ResourceConfiguration'] },
    ResourceConfiguration: { resources: ['string'], providers: ['ProviderConfiguration'] },
    ProviderConfiguration: {
      ...{ aesgcm: 'AESConfiguration', aescbc: 'AESConfiguration', identity: 'IdentityConfiguration' },
    },
    AESConfiguration: { keys: ['Key'] },
    Key: { name: 'string', secret: 'string' },
    IdentityConfiguration: {},
  },
};

/** Reads the text of `--encryption-provider-config`. Throws where it is none, in kube-apiserver's words. */
export function readEncryptionConfiguration(text: string): EncryptedResources[] {
  const { resources = [] } = readConfiguration<EncryptionConfiguration>(text, kind);
  const errors = validate(resources);
  if (errors.length > 0) throw new Error(aggregateMessage(errors.map(fieldErrorMessage)));
  return resources.map((each) => ({
    resources: each.resources ?? [],
    ciphers: (each.providers ?? []).flatMap(ciphersOf),
  }));
}

/** The ciphers of a resource, by the first entry that is about it; none: it is not encrypted. */
export function ciphersFor(
  configured: readonly EncryptedResources[],
  { group, resource }: { group: string; resource: string },
): readonly Cipher[] {
  const names = [group === '' ? resource : `${resource}.${group}`, `*.${group}`, '*.*'];
  return configured.find(({ resources }) => resources.some((name) => names.includes(name)))?.ciphers ?? [];
}

function ciphersOf({ aesgcm, aescbc }: Provider): Cipher[] {
  const make = aesgcm === undefined ? aesCbc : aesGcm;
  const keys = (aesgcm ?? aescbc)?.keys;
  return keys === undefined ? [identity] : keys.map(({ name, secret }) => make(name, Buffer.from(secret, 'base64')));
}

function validate(resources: NonNullable<EncryptionConfiguration['resources']>): FieldError[] {
  if (resources.length === 0) return [atLeastOne('resources')];
  return resources.flatMap(({ resources: names = [], providers = [] }, index) => {
    const path = `resources[${index}]`;
    const errors: FieldError[] = [];
    if (names.length === 0) errors.push(atLeastOne(`${path}.resources`));
    if (providers.length === 0) errors.push(atLeastOne(`${path}.providers`));
    return [...errors, ...providers.flatMap((provider, at) => validateProvider(provider, `${path}.providers[${at}]`))];
  });
}

function validateProvider(provider: Provider, path: string): FieldError[] {
  const kinds = Object.keys(provider);
  if (kinds.length === 0) {
    const known = 'provider does not contain any of the expected providers: KMS, AESGCM, AESCBC, Secretbox, Identity';
    return [field.required(path, known)];
  }
  if (kinds.length > 1) {
    const split = 'more than one provider specified in a single element, should split into different list elements';
    return [field.invalid(path, provider, split)];
  }
  const [name = ''] = kinds;
  return name === 'identity'
    ? []
    : validateKeys((provider as Record<string, Keys>)[name]?.keys ?? [], `${path}.${name}.keys`);
}

const keyLengths = [16, 24, 32];

function validateKeys(keys: NonNullable<Keys['keys']>, path: string): FieldError[] {
  if (keys.length === 0) return [atLeastOne(path)];
  return keys.flatMap(({ name = '', secret = '' }, index) => {
    const key = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (name === '') errors.push(field.required(`${key}.name`, 'name is a mandatory field for a key'));
    if (secret === '') return [...errors, field.required(`${key}.secret`, 'secret is a mandatory field for a key')];
    const bytes = Buffer.from(secret, 'base64');
    if (bytes.toString('base64') !== secret) {
      errors.push(field.invalid(`${key}.secret`, 'REDACTED', 'secrets must be base64 encoded'));
    } else if (!keyLengths.includes(bytes.length)) {
      const problem = `secret is not of the expected length, got ${bytes.length}, expected one of [${keyLengths.join(' ')}]`;
      errors.push(field.invalid(`${key}.secret`, 'REDACTED', problem));
    }
    return errors;
  });
}

function atLeastOne(path: string): FieldError {
  return field.required(path, `at least one ${path} is required`);
}
