import type { Pod, Volume } from '@sampan/api';

/** The names of the ConfigMaps and Secrets that a pod reads, in its environment or as files. */
export interface ConfigReferences {
  configMaps: Set<string>;
  secrets: Set<string>;
}

export function configReferences({ spec }: Pod): ConfigReferences {
  const references: ConfigReferences = { configMaps: new Set(), secrets: new Set() };
  const { configMaps, secrets } = references;
  for (const container of [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])]) {
    for (const { configMapRef, secretRef } of container.envFrom ?? []) {
      if (configMapRef?.name) configMaps.add(configMapRef.name);
      if (secretRef?.name) secrets.add(secretRef.name);
    }
    for (const { valueFrom } of container.env ?? []) {
      if (valueFrom?.configMapKeyRef?.name) configMaps.add(valueFrom.configMapKeyRef.name);
      if (valueFrom?.secretKeyRef?.name) secrets.add(valueFrom.secretKeyRef.name);
    }
  }
  for (const volume of spec.volumes ?? []) addVolume(volume, references);
  return references;
}

function addVolume(volume: Volume, { configMaps, secrets }: ConfigReferences): void {
  if (volume.configMap?.name) configMaps.add(volume.configMap.name);
  if (volume.secret?.secretName) secrets.add(volume.secret.secretName);
  for (const { configMap, secret } of volume.projected?.sources ?? []) {
    if (configMap?.name) configMaps.add(configMap.name);
    if (secret?.name) secrets.add(secret.name);
  }
}
