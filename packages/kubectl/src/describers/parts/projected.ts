import type { DownwardAPIVolumeFile, ProjectedVolumeSource } from '@sampan/api';
import { fields } from './volume-source.js';

/**
 * What a projected volume is put together from; kinds of sources that kubectl does not tell are left out. The labels are
 * kubectl's; where it would print the address of a value, this prints the value.
 */
export function projectedLines({ sources = [] }: ProjectedVolumeSource): string[] {
  return sources.flatMap(({ secret, downwardAPI, configMap, serviceAccountToken }) => {
    if (secret) return fields({ SecretName: secret.name, SecretOptionalName: secret.optional ?? '<nil>' });
    if (downwardAPI) return fields({ DownwardAPI: true });
    if (configMap) {
      return fields({ ConfigMapName: configMap.name, ConfigMapOptional: configMap.optional ?? '<nil>' });
    }
    if (serviceAccountToken) return fields({ TokenExpirationSeconds: serviceAccountToken.expirationSeconds });
    return [];
  });
}

/** Which field of the pod is in which file. */
export function downwardLines(items: readonly DownwardAPIVolumeFile[]): string[] {
  return items.flatMap(({ path, fieldRef, resourceFieldRef }) => [
    ...(fieldRef ? [`${fieldRef.fieldPath} -> ${path}`] : []),
    ...(resourceFieldRef ? [`${resourceFieldRef.resource} -> ${path}`] : []),
  ]);
}
