const rbd = { pool: { default: 'rbd' }, user: { default: 'admin' }, keyring: { default: '/etc/ceph/keyring' } };
const scaleIo = { storageMode: { default: 'ThinProvisioned' }, fsType: { default: 'xfs' } };
const iscsi = { iscsiInterface: { default: 'default' } };

/** Rules of the volumes that others provide, which nothing but their defaults is asked of: see index.mjs. */
export const volumes = {
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
