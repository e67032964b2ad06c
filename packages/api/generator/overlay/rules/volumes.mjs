const rbd = { pool: { default: 'rbd' }, user: { default: 'admin' }, keyring: { default: '/etc/ceph/keyring' } };
const scaleIo = { storageMode: { default: 'ThinProvisioned' }, fsType: { default: 'xfs' } };
const iscsi = { iscsiInterface: { default: 'default' } };

const required = { required: true };

/** Rules of PersistentVolumes, and of the volumes that others provide: see index.mjs. */
export const volumes = {
  'core.PersistentVolume': { spec: { default: {} }, status: { default: {} } },
  'core.PersistentVolumeSpec': {
    persistentVolumeReclaimPolicy: { enum: ['Delete', 'Recycle', 'Retain'], default: 'Retain' },
    volumeMode: { enum: ['Block', 'Filesystem'], default: 'Filesystem' },
  },
  'core.PersistentVolumeStatus': { phase: { default: 'Pending' } },
  'core.AWSElasticBlockStoreVolumeSource': { volumeID: required },
  'core.CSIPersistentVolumeSource': { driver: required, volumeHandle: required },
  'core.CephFSPersistentVolumeSource': { monitors: required },
  'core.CinderPersistentVolumeSource': { volumeID: required },
  'core.FlexPersistentVolumeSource': { driver: required },
  'core.GCEPersistentDiskVolumeSource': { pdName: required },
  'core.GlusterfsPersistentVolumeSource': { endpoints: required, path: required },
  'core.LocalVolumeSource': { path: required },
  'core.PhotonPersistentDiskVolumeSource': { pdID: required },
  'core.PortworxVolumeSource': { volumeID: required },
  'core.QuobyteVolumeSource': { registry: required, volume: required },
  'core.VsphereVirtualDiskVolumeSource': { volumePath: required },
  'core.AzureDiskVolumeSource': {
    cachingMode: { default: 'ReadWrite' },
    fsType: { default: 'ext4' },
    readOnly: { default: false },
    kind: { default: 'Shared' },
  },
  'core.ISCSIPersistentVolumeSource': iscsi,
  'core.ISCSIVolumeSource': iscsi,
  'core.RBDPersistentVolumeSource': rbd,
  'core.RBDVolumeSource': rbd,
  'core.ScaleIOPersistentVolumeSource': scaleIo,
  'core.ScaleIOVolumeSource': scaleIo,
};
