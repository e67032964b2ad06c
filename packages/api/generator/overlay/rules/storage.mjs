/** Rules of `storage.k8s.io`: see index.mjs. */
export const storage = {
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
};
