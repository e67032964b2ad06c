import {
  type EnvFromSource,
  type EnvVar,
  type FieldError,
  type FileKeySelector,
  field,
  type Volume,
} from '@sampan/api';
import { podMembers, podRules } from './pod-rules.js';
import { envFieldPaths, validateFieldRef, validateResourceFieldRef } from './validate-downward.js';
import { validateFilePath } from './validate-volume-files.js';

/** The `env` of a container; `volumes` are its Pod's. */
export function validateEnv(
  path: string,
  variables: readonly EnvVar[] = [],
  volumes: readonly Volume[] = [],
): FieldError[] {
  return variables.flatMap((variable, index) => [
    ...podRules.envVar(`${path}[${index}]`, variable),
    ...validateValueFrom(`${path}[${index}].valueFrom`, variable, volumes),
  ]);
}

/** The `envFrom` of a container. */
export function validateEnvFrom(path: string, sources: readonly EnvFromSource[] = []): FieldError[] {
  return sources.flatMap((source, index) => {
    const { configMapRef, secretRef } = source;
    const at = `${path}[${index}]`;
    const errors = podRules.envFrom(at, source);
    if (configMapRef !== undefined) errors.push(...podRules.configMapEnv(`${at}.configMapRef`, configMapRef));
    if (secretRef !== undefined) errors.push(...podRules.secretEnv(`${at}.secretRef`, secretRef));
    return [...errors, ...podMembers.envFrom(path, source)];
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
  if (configMapKeyRef !== undefined) errors.push(...podRules.configMapKey(`${path}.configMapKeyRef`, configMapKeyRef));
  if (secretKeyRef !== undefined) errors.push(...podRules.secretKey(`${path}.secretKeyRef`, secretKeyRef));
  if (fileKeyRef !== undefined) errors.push(...validateFileKeyRef(`${path}.fileKeyRef`, fileKeyRef, volumes));
  const isSet = Object.values(valueFrom).some((source) => source !== undefined);
  if (value !== undefined && value !== '' && isSet) {
    errors.push(field.invalid(path, '', 'may not be specified when `value` is not empty'));
    return errors;
  }
  return [...errors, ...podMembers.valueFrom(path, valueFrom)];
}

/** A variable of a file that an earlier container wrote into a volume of the Pod (KEP-3721). */
function validateFileKeyRef(path: string, ref: FileKeySelector, volumes: readonly Volume[]): FieldError[] {
  const { volumeName = '' } = ref;
  const volume = volumes.find(({ name }) => name === volumeName);
  const errors = [...podRules.fileKey(path, ref), ...validateFilePath(`${path}.path`, ref.path ?? '')];
  if (volumeName === '') return errors;
  if (volume === undefined) return [...errors, field.notFound(`${path}.volumeName`, volumeName)];
  if (volume.emptyDir !== undefined) return errors;
  return [...errors, field.invalid(`${path}.volumeName`, volumeName, 'referenced volume must be of type emptyDir')];
}
