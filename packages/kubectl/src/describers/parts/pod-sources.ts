import { Quantity, type Volume } from '@sampan/api';
import { indent } from '../lines.js';
import { quantityText } from '../values.js';
import { claimLines } from './claim.js';
import { cephfs, cinder, flexVolume, iscsi, rbd, storageos } from './network-sources.js';
import { downwardLines, projectedLines } from './projected.js';
import * as shared from './shared-sources.js';
import { fields, type VolumeSources } from './volume-source.js';
import { volumeTypes } from './volume-types.js';

/** The kinds of volumes that pods have. */
export const podSources: VolumeSources<Volume> = {
  hostPath: shared.hostPath,
  emptyDir: {
    type: volumeTypes.emptyDir,
    lines: ({ medium, sizeLimit }) => {
      const isLimited = sizeLimit !== undefined && Quantity.parse(sizeLimit).compare('0') > 0;
      return fields({ Medium: medium, SizeLimit: isLimited ? quantityText(sizeLimit) : '<unset>' });
    },
  },
  gcePersistentDisk: shared.gcePersistentDisk,
  awsElasticBlockStore: shared.awsElasticBlockStore,
  gitRepo: {
    type: volumeTypes.gitRepo,
    lines: ({ repository, revision }) => fields({ Repository: repository, Revision: revision }),
  },
  secret: {
    type: volumeTypes.secret,
    lines: ({ secretName, optional = false }) => fields({ SecretName: secretName, Optional: optional }),
  },
  configMap: {
    type: volumeTypes.configMap,
    lines: ({ name, optional = false }) => fields({ Name: name, Optional: optional }),
  },
  nfs: shared.nfs,
  iscsi,
  glusterfs: {
    type: volumeTypes.glusterfs,
    lines: ({ endpoints, path, readOnly = false }) =>
      fields({ EndpointsName: endpoints, Path: path, ReadOnly: readOnly }),
  },
  persistentVolumeClaim: {
    type: volumeTypes.persistentVolumeClaim,
    lines: ({ claimName, readOnly = false }) => fields({ ClaimName: claimName, ReadOnly: readOnly }),
  },
  ephemeral: {
    type: volumeTypes.ephemeral,
    lines: ({ volumeClaimTemplate }) => (volumeClaimTemplate ? claimLines(volumeClaimTemplate) : []),
  },
  rbd,
  quobyte: shared.quobyte,
  downwardAPI: {
    type: volumeTypes.downwardAPI,
    lines: ({ items = [] }) => ['Items:', ...indent(downwardLines(items))],
  },
  azureDisk: shared.azureDisk,
  vsphereVolume: shared.vsphereVolume,
  cinder,
  photonPersistentDisk: shared.photonPersistentDisk,
  portworxVolume: shared.portworxVolume,
  scaleIO: {
    type: volumeTypes.scaleIO,
    lines: ({ gateway, system, protectionDomain, storagePool, storageMode, volumeName, fsType, readOnly = false }) =>
      fields({
        Gateway: gateway,
        System: system,
        'Protection Domain': protectionDomain,
        'Storage Pool': storagePool,
        'Storage Mode': storageMode,
        VolumeName: volumeName,
        FSType: fsType,
        ReadOnly: readOnly,
      }),
  },
  cephfs,
  storageos,
  fc: shared.fc,
  azureFile: {
    type: volumeTypes.azureFile,
    lines: ({ secretName, shareName, readOnly = false }) =>
      fields({ SecretName: secretName, ShareName: shareName, ReadOnly: readOnly }),
  },
  flexVolume,
  flocker: shared.flocker,
  projected: { type: volumeTypes.projected, lines: projectedLines },
  csi: {
    type: volumeTypes.csi,
    lines: ({ driver, fsType, readOnly = false, volumeAttributes }) => [
      ...fields({ Driver: driver, FSType: fsType, ReadOnly: readOnly }),
      ...shared.attributeLines(volumeAttributes),
    ],
  },
  image: {
    type: volumeTypes.image,
    lines: ({ reference, pullPolicy }) => fields({ Reference: reference, PullPolicy: pullPolicy }),
  },
};
