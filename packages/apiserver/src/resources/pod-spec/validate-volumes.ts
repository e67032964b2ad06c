import {
  type FieldError,
  field,
  type HostPathVolumeSource,
  isDns1123Label,
  type NFSVolumeSource,
  type Volume,
} from '@sampan/api';
import { requiredText } from '../../kinds/validation/messages.js';
import { podMembers, podRules } from './pod-rules.js';
import { validateProjected } from './validate-projected.js';
import { validateProvidedVolume } from './validate-provided-volume.js';
import { validateDownwardFiles, validateFileMode, validateItems } from './validate-volume-files.js';
import { validateNoBacksteps } from './validate-volume-mounts.js';

/** The `volumes` of a pod spec. */
export function validateVolumes(path: string, volumes: readonly Volume[] = []): FieldError[] {
  const names = new Set<string>();
  return volumes.flatMap((volume, index) => {
    const at = `${path}[${index}]`;
    const errors = [...validateSource(at, volume), ...requiredText(`${at}.name`, volume.name, isDns1123Label)];
    if (names.has(volume.name)) errors.push(field.duplicate(`${at}.name`, volume.name));
    names.add(volume.name);
    return errors;
  });
}

function validateSource(path: string, volume: Volume): FieldError[] {
  return podMembers.volume(path, volume, (source, at) => {
    const value = volume[source as keyof Volume] as object;
    return checks[source]?.(at, volume) ?? validateProvidedVolume(source, { path: at, value, of: 'Pod' });
  });
}

/** What each source needs that a node makes itself. */
const checks: Record<string, (path: string, volume: Volume) => FieldError[]> = {
  configMap: (path, { configMap }) => [
    ...podRules.configMapVolume(path, configMap ?? {}),
    ...validateFileMode(`${path}.defaultMode`, configMap?.defaultMode),
    ...validateItems(`${path}.items`, configMap?.items),
  ],
  csi: (path, { csi }) => [
    ...podRules.csi(path, csi ?? {}),
    ...(csi?.nodePublishSecretRef !== undefined && !csi.nodePublishSecretRef.name
      ? [field.required(`${path}.nodePublishSecretRef.name`)]
      : []),
  ],
  downwardAPI: (path, { downwardAPI }) => [
    ...validateFileMode(`${path}.defaultMode`, downwardAPI?.defaultMode),
    ...validateDownwardFiles(path, downwardAPI?.items),
  ],
  ephemeral: (path, { ephemeral }) =>
    ephemeral?.volumeClaimTemplate === undefined ? [field.required(`${path}.volumeClaimTemplate`)] : [],
  gitRepo: (path, { gitRepo }) => podRules.gitRepo(path, gitRepo ?? {}),
  hostPath: (path, { hostPath }) => validateHostPath(path, hostPath),
  nfs: (path, { nfs }) => validateNfs(path, nfs),
  persistentVolumeClaim: (path, { persistentVolumeClaim }) =>
    podRules.persistentVolumeClaim(path, persistentVolumeClaim ?? {}),
  projected: (path, { projected }) => validateProjected(path, projected ?? {}),
  secret: (path, { secret }) => [
    ...podRules.secretVolume(path, secret ?? {}),
    ...validateFileMode(`${path}.defaultMode`, secret?.defaultMode),
    ...validateItems(`${path}.items`, secret?.items),
  ],
};

/** A path of a node's own. */
export function validateHostPath(path: string, source: Partial<HostPathVolumeSource> = {}): FieldError[] {
  return [
    ...podRules.hostPath(path, source, ['path']),
    ...validateNoBacksteps(`${path}.path`, source.path ?? ''),
    ...podRules.hostPath(path, source, ['type']),
  ];
}

/** What a server shares. */
export function validateNfs(path: string, source: Partial<NFSVolumeSource> = {}): FieldError[] {
  return [
    ...podRules.nfs(path, source),
    ...(source.path?.startsWith('/')
      ? []
      : [field.invalid(`${path}.path`, source.path ?? '', 'must be an absolute path')]),
  ];
}
