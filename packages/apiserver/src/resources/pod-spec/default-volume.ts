import type { DownwardAPIVolumeFile, Volume } from '@sampan/api';

/** Mode 0644: what files of a volume have when nobody says otherwise. */
const fileMode = 0o644;

/** Fills in what a volume leaves out. A volume that names no source is an empty directory. */
export function defaultVolume(volume: Volume): void {
  if (Object.keys(volume).every((key) => key === 'name')) volume.emptyDir = {};
  if (volume.secret !== undefined) volume.secret.defaultMode ??= fileMode;
  if (volume.configMap !== undefined) volume.configMap.defaultMode ??= fileMode;
  if (volume.hostPath !== undefined) volume.hostPath.type ??= '';
  if (volume.downwardAPI !== undefined) {
    volume.downwardAPI.defaultMode ??= fileMode;
    for (const item of volume.downwardAPI.items ?? []) defaultDownwardFile(item);
  }
  if (volume.projected !== undefined) {
    volume.projected.defaultMode ??= fileMode;
    for (const { downwardAPI, serviceAccountToken } of volume.projected.sources ?? []) {
      for (const item of downwardAPI?.items ?? []) defaultDownwardFile(item);
      if (serviceAccountToken !== undefined) serviceAccountToken.expirationSeconds ??= 3600;
    }
  }
  if (volume.ephemeral?.volumeClaimTemplate !== undefined) {
    volume.ephemeral.volumeClaimTemplate.spec ??= {};
    volume.ephemeral.volumeClaimTemplate.spec.volumeMode ??= 'Filesystem';
  }
  if (volume.iscsi !== undefined) volume.iscsi.iscsiInterface ||= 'default';
}

function defaultDownwardFile(item: DownwardAPIVolumeFile): void {
  if (item.fieldRef !== undefined) item.fieldRef.apiVersion ||= 'v1';
  if (item.resourceFieldRef !== undefined) item.resourceFieldRef.divisor ??= '0';
}
