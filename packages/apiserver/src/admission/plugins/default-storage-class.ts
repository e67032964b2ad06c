import { type PersistentVolumeClaim, storageClassOf } from '@sampan/api';
import { isDefaultClass } from '../../resources/storage/storageclasses.js';
import type { AdmissionPlugin } from '../admission-plugin.js';
import { newestFirst } from './newest-first.js';

/** A claim that says nothing of a class is of the default one: of several, the newest. */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  mutating: {
    rules: [{ operations: ['CREATE'], resources: ['persistentvolumeclaims'] }],
    admit: async ({ object, server }) => {
      const claim = object as PersistentVolumeClaim;
      if (storageClassOf(claim) !== undefined) return;
      const [found] = (await server.objects.storageClasses.list()).filter(isDefaultClass).sort(newestFirst);
      if (found?.metadata.name !== undefined) claim.spec = { ...claim.spec, storageClassName: found.metadata.name };
    },
  },
};
