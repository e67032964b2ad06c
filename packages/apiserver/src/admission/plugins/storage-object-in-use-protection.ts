import type { AdmissionPlugin } from '../admission-plugin.js';

/** What keeps a claim that is deleted until no Pod uses it any more. */
const claimProtection = 'kubernetes.io/pvc-protection';

/** Whoever creates a claim asks for that protection, too. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  mutating: {
    rules: [{ operations: ['CREATE'], resources: ['persistentvolumeclaims'] }],
    admit: ({ object }) => {
      const finalizers = object?.metadata.finalizers ?? [];
      if (object === undefined || finalizers.includes(claimProtection)) return;
      object.metadata.finalizers = [...finalizers, claimProtection];
    },
  },
};
