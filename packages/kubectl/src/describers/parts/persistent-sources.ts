import type { PersistentVolumeSpec } from '@sampan/api';
import { cephfs, cinder, flexVolume, iscsi, rbd, storageos } from './network-sources.js';
import * as shared from './shared-sources.js';
import { fields, type VolumeSources } from './volume-source.js';
import { volumeTypes } from './volume-types.js';

/** The kinds of storage that persistent volumes have. */
export const persistentSources: VolumeSources<PersistentVolumeSpec> = {
  hostPath: shared.hostPath,
  gcePersistentDisk: shared.gcePersistentDisk,
  awsElasticBlockStore: shared.awsElasticBlockStore,
  nfs: shared.nfs,
  iscsi,
  glusterfs: {
    type: volumeTypes.glusterfs,
    lines: ({ endpoints, endpointsNamespace, path, readOnly = false }) =>
      fields({
        EndpointsName: endpoints,
        EndpointsNamespace: endpointsNamespace ?? '<unset>',
        Path: path,
        ReadOnly: readOnly,
      }),
  },
  rbd,
  quobyte: shared.quobyte,
  vsphereVolume: shared.vsphereVolume,
  cinder,
  azureDisk: shared.azureDisk,
  photonPersistentDisk: shared.photonPersistentDisk,
  portworxVolume: shared.portworxVolume,
  scaleIO: {
    type: volumeTypes.scaleIO,
    lines: (source) =>
      fields({
        Gateway: source.gateway,
        System: source.system,
        'Protection Domain': source.protectionDomain,
        'Storage Pool': source.storagePool,
        'Storage Mode': source.storageMode,
        VolumeName: source.volumeName,
        SecretName: source.secretRef?.name,
        SecretNamespace: source.secretRef?.namespace,
        FSType: source.fsType,
        ReadOnly: source.readOnly ?? false,
      }),
  },
  local: { type: volumeTypes.local, lines: ({ path }) => fields({ Path: path }) },
  cephfs,
  storageos,
  fc: shared.fc,
  azureFile: {
    type: volumeTypes.azureFile,
    lines: ({ secretName, secretNamespace, shareName, readOnly = false }) =>
      fields({ SecretName: secretName, SecretNamespace: secretNamespace, ShareName: shareName, ReadOnly: readOnly }),
  },
  flexVolume,
  flocker: shared.flocker,
  csi: {
    type: volumeTypes.csi,
    lines: ({ driver, fsType, volumeHandle, readOnly = false, volumeAttributes }) => [
      ...fields({ Driver: driver, FSType: fsType, VolumeHandle: volumeHandle, ReadOnly: readOnly }),
      ...shared.attributeLines(volumeAttributes),
    ],
  },
};
