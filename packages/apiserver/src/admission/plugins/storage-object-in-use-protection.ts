import type { AdmissionPlugin } from '../admission-plugin.js';

/** What keeps a claim or a volume that is deleted until nobody uses it any more, by the resource. */
const protections: Readonly<Record<string, string>> = {
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  persistentvolumes: 'kubernetes.io/pv-protection',
};

/** Whoever creates a claim or a volume asks for that protection, too. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  mutating: {
    rules: [{ operations: ['CREATE'], resources: Object.keys(protections) }],
    admit: ({ object, resource }) => {
      const protection = protections[resource.plural];
      const finalizers = object?.metadata.finalizers ?? [];
      if (object === undefined || protection === undefined || finalizers.includes(protection)) return;
      object.metadata.finalizers = [...finalizers, protection];
    },
  },
};
