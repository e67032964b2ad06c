import type {
  AWSElasticBlockStoreVolumeSource,
  AzureDiskVolumeSource,
  FCVolumeSource,
  FlockerVolumeSource,
  GCEPersistentDiskVolumeSource,
  HostPathVolumeSource,
  NFSVolumeSource,
  PhotonPersistentDiskVolumeSource,
  PortworxVolumeSource,
  QuobyteVolumeSource,
  VsphereVirtualDiskVolumeSource,
} from '@sampan/api';
import { field, sortedEntries } from '../lines.js';
import { fields, type VolumeSource } from './volume-source.js';
import { volumeTypes } from './volume-types.js';

/*
 * Kinds of volumes that pods and persistent volumes describe alike.
 */

export const hostPath: VolumeSource<HostPathVolumeSource> = {
  type: volumeTypes.hostPath,
  lines: ({ path, type }) => fields({ Path: path, HostPathType: type ?? '<none>' }),
};

export const gcePersistentDisk: VolumeSource<GCEPersistentDiskVolumeSource> = {
  type: volumeTypes.gcePersistentDisk,
  lines: ({ pdName, fsType, partition = 0, readOnly = false }) =>
    fields({ PDName: pdName, FSType: fsType, Partition: partition, ReadOnly: readOnly }),
};

export const awsElasticBlockStore: VolumeSource<AWSElasticBlockStoreVolumeSource> = {
  type: volumeTypes.awsElasticBlockStore,
  lines: ({ volumeID, fsType, partition = 0, readOnly = false }) =>
    fields({ VolumeID: volumeID, FSType: fsType, Partition: partition, ReadOnly: readOnly }),
};

export const nfs: VolumeSource<NFSVolumeSource> = {
  type: volumeTypes.nfs,
  lines: ({ server, path, readOnly = false }) => fields({ Server: server, Path: path, ReadOnly: readOnly }),
};

export const quobyte: VolumeSource<QuobyteVolumeSource> = {
  type: volumeTypes.quobyte,
  lines: ({ registry, volume, readOnly = false }) => fields({ Registry: registry, Volume: volume, ReadOnly: readOnly }),
};

export const azureDisk: VolumeSource<AzureDiskVolumeSource> = {
  type: volumeTypes.azureDisk,
  lines: ({ diskName, diskURI, kind, fsType, cachingMode, readOnly = false }) => [
    field('DiskName', diskName),
    field('DiskURI', diskURI),
    field('Kind', kind ?? '').replace('\t', ' \t'),
    ...fields({ FSType: fsType, CachingMode: cachingMode, ReadOnly: readOnly }),
  ],
};

export const vsphereVolume: VolumeSource<VsphereVirtualDiskVolumeSource> = {
  type: volumeTypes.vsphereVolume,
  lines: ({ volumePath, fsType, storagePolicyName }) =>
    fields({ VolumePath: volumePath, FSType: fsType, StoragePolicyName: storagePolicyName }),
};

export const photonPersistentDisk: VolumeSource<PhotonPersistentDiskVolumeSource> = {
  type: volumeTypes.photonPersistentDisk,
  lines: ({ pdID, fsType }) => fields({ PdID: pdID, FSType: fsType }),
};

export const portworxVolume: VolumeSource<PortworxVolumeSource> = {
  type: volumeTypes.portworxVolume,
  lines: ({ volumeID }) => fields({ VolumeID: volumeID }),
};

export const fc: VolumeSource<FCVolumeSource> = {
  type: volumeTypes.fc,
  lines: ({ targetWWNs = [], lun, fsType, readOnly = false }) =>
    fields({ TargetWWNs: targetWWNs.join(', '), LUN: lun ?? '<none>', FSType: fsType, ReadOnly: readOnly }),
};

export const flocker: VolumeSource<FlockerVolumeSource> = {
  type: volumeTypes.flocker,
  lines: ({ datasetName, datasetUUID }) => fields({ DatasetName: datasetName, DatasetUUID: datasetUUID }),
};

/** The attributes that a CSI driver is given, each at the indentation of the first. */
export function attributeLines(attributes: Record<string, string> | undefined): string[] {
  const entries = sortedEntries(attributes);
  if (entries.length === 0) return ['VolumeAttributes:\t<none>'];
  return entries.map(([key, value], at) => {
    const text = `${key}=${value}`;
    const shown = text.length > 140 ? `${text.slice(0, 140)}...` : text;
    return `${at === 0 ? 'VolumeAttributes:' : '    '}\t    ${shown}`;
  });
}
