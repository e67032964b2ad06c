import {
  type FieldError,
  field,
  type ProjectedVolumeSource,
  type ServiceAccountTokenProjection,
  type VolumeProjection,
} from '@sampan/api';
import { requiredText } from '../../kinds/validation/messages.js';
import { podMembers } from './pod-rules.js';
import { validateDownwardFiles, validateFileMode, validateFilePath, validateItems } from './validate-volume-files.js';

/** Tokens live at least ten minutes. */
const minTokenSeconds = 600;

/** A volume that brings several sources together in one directory. */
export function validateProjected(path: string, { defaultMode, sources = [] }: ProjectedVolumeSource): FieldError[] {
  const taken = new Set<string>();
  return [
    ...validateFileMode(`${path}.defaultMode`, defaultMode),
    ...sources.flatMap((source, index) => [
      ...validateProjection(`${path}.sources[${index}]`, source),
      ...conflicts(path, source, taken),
    ]),
  ];
}

function validateProjection(path: string, source: VolumeProjection): FieldError[] {
  return podMembers.projection(path, source, (name, at) => checks[name]?.(at, source) ?? []);
}

const checks: Record<string, (path: string, source: VolumeProjection) => FieldError[]> = {
  configMap: (path, { configMap }) => [
    ...requiredText(`${path}.name`, configMap?.name),
    ...validateItems(`${path}.items`, configMap?.items),
  ],
  downwardAPI: (path, { downwardAPI }) => validateDownwardFiles(path, downwardAPI?.items),
  secret: (path, { secret }) => [
    ...requiredText(`${path}.name`, secret?.name),
    ...validateItems(`${path}.items`, secret?.items),
  ],
  serviceAccountToken: (path, { serviceAccountToken }) =>
    serviceAccountToken === undefined ? [] : validateTokenProjection(path, serviceAccountToken),
};

function validateTokenProjection(
  path: string,
  { expirationSeconds = 3600, path: file = '' }: ServiceAccountTokenProjection,
): FieldError[] {
  const errors: FieldError[] = [];
  const at = `${path}.expirationSeconds`;
  if (expirationSeconds < minTokenSeconds) {
    errors.push(field.invalid(at, expirationSeconds, 'may not specify a duration less than 10 minutes'));
  }
  if (expirationSeconds > 2 ** 32) {
    errors.push(field.invalid(at, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  // The path of the file is told of the volume, not of the source.
  return [...errors, ...validateFilePath(path.replace(/\.sources\[\d+\]\.serviceAccountToken$/, '.path'), file)];
}

/** Two sources cannot put a file at one place. */
function conflicts(path: string, source: VolumeProjection, taken: Set<string>): FieldError[] {
  const { configMap, downwardAPI, secret, serviceAccountToken } = source;
  const items = [...(configMap?.items ?? []), ...(downwardAPI?.items ?? []), ...(secret?.items ?? [])];
  const files = items.map((item) => item.path);
  if (serviceAccountToken !== undefined) files.push(serviceAccountToken.path);
  const name = secret?.name ?? configMap?.name ?? '';
  return files.flatMap((file) => {
    if (file === undefined || file === '') return [];
    if (taken.has(file)) return [field.invalid(path, name || file, 'conflicting duplicate paths')];
    taken.add(file);
    return [];
  });
}
