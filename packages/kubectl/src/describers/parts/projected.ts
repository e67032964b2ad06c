import type { DownwardAPIVolumeFile, ProjectedVolumeSource } from '@sampan/api';
import { fields } from './volume-source.js';

/**
 * What a projected volume is put together from; kinds of sources that kubectl does not tell are left out.
 */
export function projectedLines({ sources = [] }: ProjectedVolumeSource): string[] {
  return sources.flatMap(({ secret, downwardAPI, configMap, serviceAccountToken }) => {
    if (secret) return fields({ SecretName: secret.name, Optional: secret.optional ?? false });
    if (downwardAPI) return fields({ DownwardAPI: true });
    if (configMap) {
      return fields({ ConfigMapName: configMap.name, Optional: configMap.optional ?? false });
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
