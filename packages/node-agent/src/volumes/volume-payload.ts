import type {
  ConfigMap,
  ConfigMapVolumeSource,
  DownwardAPIVolumeFile,
  KeyToPath,
  Pod,
  ProjectedVolumeSource,
  Secret,
  SecretVolumeSource,
  Volume,
} from '@sampan/api';
import type { ConfigLookup } from '../environment/config-lookup.js';
import { fieldValue, type PodPlace } from '../environment/field-ref.js';
import { type Allocatable, resourceFieldValue } from '../environment/resource-field-ref.js';
import type { Payload } from './payload.js';
import { VolumeError } from './volume-error.js';

/** All that the files of a pod's volumes are made from. */
export interface PayloadSources {
  pod: Pod;
  place: PodPlace;
  config: ConfigLookup;
  allocatable: Allocatable;
  /** The token of a projected volume, which was asked for before. */
  token(audience: string): string | undefined;
}

const defaultMode = 0o644;

/** The files of a volume that is made from API objects; undefined for volumes of other types. */
export function volumePayload(volume: Volume, sources: PayloadSources): Payload | undefined {
  if (volume.configMap !== undefined) return configMapPayload(volume.configMap, sources);
  if (volume.secret !== undefined) return secretPayload(volume.secret, sources);
  if (volume.downwardAPI !== undefined) {
    return downwardPayload(volume.downwardAPI.items ?? [], volume.downwardAPI.defaultMode ?? defaultMode, sources);
  }
  return volume.projected === undefined ? undefined : projectedPayload(volume.projected, sources);
}

function configMapPayload(source: ConfigMapVolumeSource, sources: PayloadSources): Payload {
  const { name = '', items, optional = false, defaultMode: mode = defaultMode } = source;
  const configMap = sources.config.configMap(name);
  if (configMap === undefined && !optional) throw new VolumeError(`configmap "${name}" not found`);
  return select(configMapData(configMap), items, {
    mode,
    optional,
    missing: 'configmap references non-existent config key',
  });
}

function secretPayload(source: SecretVolumeSource, sources: PayloadSources): Payload {
  const { secretName = '', items, optional = false, defaultMode: mode = defaultMode } = source;
  const secret = sources.config.secret(secretName);
  if (secret === undefined && !optional) throw new VolumeError(`secret "${secretName}" not found`);
  return select(secretData(secret), items, { mode, optional, missing: 'references non-existent secret key' });
}

function projectedPayload(source: ProjectedVolumeSource, sources: PayloadSources): Payload {
  const mode = source.defaultMode ?? defaultMode;
  const payload: Payload = new Map();
  for (const { configMap, secret, downwardAPI, serviceAccountToken } of source.sources ?? []) {
    if (configMap !== undefined) merge(payload, configMapPayload({ defaultMode: mode, ...configMap }, sources));
    if (secret !== undefined) {
      const { name, ...rest } = secret;
      merge(payload, secretPayload({ defaultMode: mode, secretName: name, ...rest }, sources));
    }
    if (downwardAPI !== undefined) merge(payload, downwardPayload(downwardAPI.items ?? [], mode, sources));
    if (serviceAccountToken !== undefined) {
      const token = sources.token(serviceAccountToken.audience ?? '');
      if (token === undefined) throw new VolumeError('failed to fetch token: no token was issued');
      payload.set(serviceAccountToken.path, { data: Buffer.from(token), mode });
    }
  }
  return payload;
}

function downwardPayload(items: readonly DownwardAPIVolumeFile[], mode: number, sources: PayloadSources): Payload {
  const payload: Payload = new Map();
  for (const item of items) {
    payload.set(item.path, { data: Buffer.from(downwardValue(item, sources)), mode: item.mode ?? mode });
  }
  return payload;
}

function downwardValue({ fieldRef, resourceFieldRef }: DownwardAPIVolumeFile, sources: PayloadSources): string {
  if (fieldRef !== undefined) return fieldValue(fieldRef.fieldPath, sources.pod, sources.place);
  if (resourceFieldRef === undefined) return '';
  const { containers, initContainers = [] } = sources.pod.spec;
  const container = [...containers, ...initContainers].find(({ name }) => name === resourceFieldRef.containerName);
  if (container === undefined) throw new VolumeError(`container ${resourceFieldRef.containerName} not found`);
  return resourceFieldValue(resourceFieldRef, container, sources.allocatable);
}

/** All keys as files of their names, or those that `items` lists at the paths that it gives them. */
function select(
  data: Map<string, Buffer>,
  items: readonly KeyToPath[] | undefined,
  { mode, optional, missing }: { mode: number; optional: boolean; missing: string },
): Payload {
  if (items === undefined || items.length === 0) {
    return new Map([...data].map(([key, value]) => [key, { data: value, mode }]));
  }
  const payload: Payload = new Map();
  for (const item of items) {
    const value = data.get(item.key);
    if (value !== undefined) payload.set(item.path, { data: value, mode: item.mode ?? mode });
    else if (!optional) throw new VolumeError(`${missing}: ${item.key}`);
  }
  return payload;
}

function configMapData(configMap: ConfigMap | undefined): Map<string, Buffer> {
  const data = new Map<string, Buffer>();
  for (const [key, value] of Object.entries(configMap?.data ?? {})) data.set(key, Buffer.from(value));
  for (const [key, value] of Object.entries(configMap?.binaryData ?? {})) data.set(key, Buffer.from(value, 'base64'));
  return data;
}

function secretData(secret: Secret | undefined): Map<string, Buffer> {
  return new Map(Object.entries(secret?.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64')]));
}

function merge(into: Payload, from: Payload): void {
  for (const [path, file] of from) into.set(path, file);
}
