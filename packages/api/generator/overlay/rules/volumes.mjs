const required = { required: true };
const rbd = {
  monitors: required,
  image: required,
  pool: { default: 'rbd' },
  user: { default: 'admin' },
  keyring: { default: '/etc/ceph/keyring' },
};
const scaleIo = {
  gateway: required,
  system: required,
  volumeName: required,
  storageMode: { default: 'ThinProvisioned' },
  fsType: { default: 'xfs' },
};
const iscsi = { targetPortal: required, iqn: required, iscsiInterface: { default: 'default' } };

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
  'core.AzureFilePersistentVolumeSource': { secretName: required, shareName: required },
  'core.AzureFileVolumeSource': { secretName: required, shareName: required },
  'core.CephFSPersistentVolumeSource': { monitors: required },
  'core.CephFSVolumeSource': { monitors: required },
  'core.CinderPersistentVolumeSource': { volumeID: required },
  'core.CinderVolumeSource': { volumeID: required },
  'core.FlexPersistentVolumeSource': { driver: required },
  'core.FlexVolumeSource': { driver: required },
  'core.GCEPersistentDiskVolumeSource': { pdName: required },
  'core.GlusterfsPersistentVolumeSource': { endpoints: required, path: required },
  'core.GlusterfsVolumeSource': { endpoints: required, path: required },
  'core.LocalVolumeSource': { path: required },
  'core.PhotonPersistentDiskVolumeSource': { pdID: required },
  'core.PortworxVolumeSource': { volumeID: required },
  'core.QuobyteVolumeSource': {
    registry: { required: 'must be a host:port pair or multiple pairs separated by commas' },
    volume: required,
  },
  'core.StorageOSPersistentVolumeSource': { volumeName: required },
  'core.StorageOSVolumeSource': { volumeName: required },
  'core.VsphereVirtualDiskVolumeSource': { volumePath: required },
  'core.AzureDiskVolumeSource': {
    diskName: required,
    diskURI: required,
    cachingMode: { enum: ['None', 'ReadOnly', 'ReadWrite'], default: 'ReadWrite' },
    fsType: { default: 'ext4' },
    readOnly: { default: false },
    kind: { enum: ['Dedicated', 'Managed', 'Shared'], default: 'Shared' },
  },
  'core.ISCSIPersistentVolumeSource': iscsi,
  'core.ISCSIVolumeSource': iscsi,
  'core.RBDPersistentVolumeSource': rbd,
  'core.RBDVolumeSource': rbd,
  'core.ScaleIOPersistentVolumeSource': scaleIo,
  'core.ScaleIOVolumeSource': scaleIo,
};
