import {
  type EnvFromSource,
  type EnvVar,
  type FieldError,
  type FileKeySelector,
  field,
  isConfigMapKey,
  isDns1123Label,
  isDns1123Subdomain,
  isEnvVarName,
  type Volume,
} from '@sampan/api';
import { invalidFor, requiredText } from '../../kinds/validation/messages.js';
import { envFieldPaths, validateFieldRef, validateResourceFieldRef } from './validate-downward.js';
import { validateFilePath } from './validate-volume-files.js';

/** The `env` of a container; `volumes` are its Pod's. */
export function validateEnv(
  path: string,
  variables: readonly EnvVar[] = [],
  volumes: readonly Volume[] = [],
): FieldError[] {
  return variables.flatMap((variable, index) => [
    ...requiredText(`${path}[${index}].name`, variable.name, isEnvVarName),
    ...validateValueFrom(`${path}[${index}].valueFrom`, variable, volumes),
  ]);
}

/** The `envFrom` of a container. */
export function validateEnvFrom(path: string, sources: readonly EnvFromSource[] = []): FieldError[] {
  return sources.flatMap(({ prefix = '', configMapRef, secretRef }, index) => {
    const errors = prefix === '' ? [] : invalidFor(`${path}[${index}].prefix`, prefix, isEnvVarName(prefix));
    if (configMapRef !== undefined) {
      errors.push(...requiredText(`${path}[${index}].configMapRef.name`, configMapRef.name, isDns1123Subdomain));
    }
    if (secretRef !== undefined) {
      errors.push(...requiredText(`${path}[${index}].secretRef.name`, secretRef.name, isDns1123Subdomain));
    }
    return [
      ...errors,
      ...exactlyOne(path, [configMapRef, secretRef], 'must specify one of: `configMapRef` or `secretRef`'),
    ];
  });
}

function validateValueFrom(path: string, { value, valueFrom }: EnvVar, volumes: readonly Volume[]): FieldError[] {
  if (valueFrom === undefined) return [];
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom;
  const errors: FieldError[] = [];
  if (fieldRef !== undefined) errors.push(...validateFieldRef(`${path}.fieldRef`, fieldRef, envFieldPaths));
  if (resourceFieldRef !== undefined) {
    errors.push(...validateResourceFieldRef(`${path}.resourceFieldRef`, resourceFieldRef, 'env'));
  }
  if (configMapKeyRef !== undefined) errors.push(...validateKeyRef(`${path}.configMapKeyRef`, configMapKeyRef));
  if (secretKeyRef !== undefined) errors.push(...validateKeyRef(`${path}.secretKeyRef`, secretKeyRef));
  if (fileKeyRef !== undefined) errors.push(...validateFileKeyRef(`${path}.fileKeyRef`, fileKeyRef, volumes));
  const sources = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef];
  if (value !== undefined && value !== '' && sources.some((source) => source !== undefined)) {
    errors.push(field.invalid(path, '', 'may not be specified when `value` is not empty'));
    return errors;
  }
  const choices =
    'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
  return [...errors, ...exactlyOne(path, sources, choices)];
}

function validateKeyRef(path: string, { name, key }: { name?: string; key?: string }): FieldError[] {
  return [
    ...requiredText(`${path}.name`, name, isDns1123Subdomain),
    ...requiredText(`${path}.key`, key, isConfigMapKey),
  ];
}

/** A variable of a file that an earlier container wrote into a volume of the Pod (KEP-3721). */
function validateFileKeyRef(path: string, ref: FileKeySelector, volumes: readonly Volume[]): FieldError[] {
  const { volumeName = '', key } = ref;
  const volume = volumes.find(({ name }) => name === volumeName);
  const errors = [
    ...requiredText(`${path}.key`, key, isEnvVarName),
    ...requiredText(`${path}.volumeName`, volumeName, isDns1123Label),
    ...validateFilePath(`${path}.path`, ref.path ?? ''),
  ];
  if (volumeName === '') return errors;
  if (volume === undefined) return [...errors, field.notFound(`${path}.volumeName`, volumeName)];
  if (volume.emptyDir !== undefined) return errors;
  return [...errors, field.invalid(`${path}.volumeName`, volumeName, 'referenced volume must be of type emptyDir')];
}

function exactlyOne(path: string, sources: readonly unknown[], none: string): FieldError[] {
  const count = sources.filter((source) => source !== undefined).length;
  if (count === 0) return [field.invalid(path, '', none)];
  return count > 1 ? [field.invalid(path, '', 'may not have more than one field specified at a time')] : [];
}
