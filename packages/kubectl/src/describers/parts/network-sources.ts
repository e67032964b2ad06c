import type {
  CephFSPersistentVolumeSource,
  CephFSVolumeSource,
  CinderPersistentVolumeSource,
  CinderVolumeSource,
  FlexPersistentVolumeSource,
  FlexVolumeSource,
  ISCSIPersistentVolumeSource,
  ISCSIVolumeSource,
  RBDPersistentVolumeSource,
  RBDVolumeSource,
  StorageOSPersistentVolumeSource,
  StorageOSVolumeSource,
} from '@sampan/api';
import { goList, goMap } from '../values.js';
import { fields, type VolumeSource } from './volume-source.js';
import { volumeTypes } from './volume-types.js';

/*
 * Kinds of volumes that pods and persistent volumes describe alike but for the reference to a secret: in pods it names
 * a secret of the same namespace, in persistent volumes one of any.
 */

interface SecretReference {
  name?: string;
  namespace?: string;
}

export const iscsi: VolumeSource<ISCSIVolumeSource | ISCSIPersistentVolumeSource> = {
  type: volumeTypes.iscsi,
  lines: (source) => {
    const { targetPortal, iqn, lun, iscsiInterface, fsType, readOnly = false, portals } = source;
    const { chapAuthDiscovery = false, chapAuthSession = false, secretRef, initiatorName } = source;
    const [first, second, third, ...others] = fields({
      TargetPortal: targetPortal,
      IQN: iqn,
      Lun: lun,
      FSType: fsType,
      ReadOnly: readOnly,
      Portals: goList(portals),
      DiscoveryCHAPAuth: chapAuthDiscovery,
      SessionCHAPAuth: chapAuthSession,
      SecretRef: secretText(secretRef),
      InitiatorName: initiatorName ?? '<none>',
    }) as [string, string, string, ...string[]];
    return [first, second, third, `ISCSIInterface\t${iscsiInterface ?? ''}`, ...others];
  },
};

export const rbd: VolumeSource<RBDVolumeSource | RBDPersistentVolumeSource> = {
  type: volumeTypes.rbd,
  lines: ({ monitors, image, fsType, pool, user, keyring, secretRef, readOnly = false }) =>
    fields({
      CephMonitors: goList(monitors),
      RBDImage: image,
      FSType: fsType,
      RBDPool: pool,
      RadosUser: user,
      Keyring: keyring,
      SecretRef: secretText(secretRef),
      ReadOnly: readOnly,
    }),
};

export const cinder: VolumeSource<CinderVolumeSource | CinderPersistentVolumeSource> = {
  type: volumeTypes.cinder,
  lines: ({ volumeID, fsType, readOnly = false, secretRef }) =>
    fields({ VolumeID: volumeID, FSType: fsType, ReadOnly: readOnly, SecretRef: secretText(secretRef) }),
};

export const cephfs: VolumeSource<CephFSVolumeSource | CephFSPersistentVolumeSource> = {
  type: volumeTypes.cephfs,
  lines: ({ monitors, path, user, secretFile, secretRef, readOnly = false }) =>
    fields({
      Monitors: goList(monitors),
      Path: path,
      User: user,
      SecretFile: secretFile,
      SecretRef: secretText(secretRef),
      ReadOnly: readOnly,
    }),
};

export const storageos: VolumeSource<StorageOSVolumeSource | StorageOSPersistentVolumeSource> = {
  type: volumeTypes.storageos,
  lines: ({ volumeName, volumeNamespace, fsType, readOnly = false }) =>
    fields({ VolumeName: volumeName, VolumeNamespace: volumeNamespace, FSType: fsType, ReadOnly: readOnly }),
};

export const flexVolume: VolumeSource<FlexVolumeSource | FlexPersistentVolumeSource> = {
  type: volumeTypes.flexVolume,
  lines: ({ driver, fsType, secretRef, readOnly = false, options }) =>
    fields({
      Driver: driver,
      FSType: fsType,
      SecretRef: secretText(secretRef),
      ReadOnly: readOnly,
      Options: goMap(options),
    }),
};

/** As Go prints the pointer to either kind of reference. */
function secretText(reference: SecretReference | undefined): string {
  if (reference === undefined) return 'nil';
  const { name = '', namespace } = reference;
  return namespace === undefined
    ? `&LocalObjectReference{Name:${name},}`
    : `&SecretReference{Name:${name},Namespace:${namespace},}`;
}
