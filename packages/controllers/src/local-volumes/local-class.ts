import type { StorageClass } from '@sampan/api';

/** Who makes volumes of the class `local`. */
export const localProvisionerName = 'sampan.dev/local';

/** The class that claims are of unless they say otherwise: a folder on this machine, made where its first Pod runs. */
export function localClass(): StorageClass {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'local', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: localProvisionerName,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: true,
  };
}
