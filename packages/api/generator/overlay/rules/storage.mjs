/** Rules of `storage.k8s.io`: see index.mjs. */
export const storage = {
  'storage.CSIDriver': { spec: { default: {} } },
  'storage.CSIDriverSpec': {
    attachRequired: { default: true, immutable: true },
    podInfoOnMount: { default: false },
    storageCapacity: { default: false },
    fsGroupPolicy: { enum: ['File', 'None', 'ReadWriteOnceWithFSType'], default: 'ReadWriteOnceWithFSType' },
    tokenRequests: {},
    volumeLifecycleModes: { default: ['Persistent'], immutable: true },
    requiresRepublish: { default: false },
    seLinuxMount: { default: false },
  },
  'storage.CSIStorageCapacity': {
    storageClassName: { required: true, format: 'dns1123Subdomain', immutable: true },
    nodeTopology: { immutable: true },
  },
  'storage.StorageClass': {
    provisioner: { required: true, format: 'qualifiedNameInAnyCase', immutable: true },
    parameters: { immutable: true },
    reclaimPolicy: { required: true, enum: ['Delete', 'Retain'], default: 'Delete', immutable: true },
    volumeBindingMode: {
      required: true,
      enum: ['Immediate', 'WaitForFirstConsumer'],
      default: 'Immediate',
      immutable: true,
    },
  },
  'storage.VolumeAttachment': { spec: { default: {}, immutable: true }, status: { default: {} } },
  'storage.VolumeAttachmentSpec': {
    attacher: { required: true },
    source: { default: {} },
    nodeName: { format: 'dns1123Subdomain' },
  },
  'storage.VolumeAttachmentStatus': { attached: { default: false } },
  'storage.VolumeAttributesClass': {
    driverName: { required: true, format: 'qualifiedNameInAnyCase', immutable: true },
    parameters: { immutable: true },
  },
};
