import { type PersistentVolumeClaim, Quantity, storageClassOf } from '@sampan/api';
import type { AdmissionPlugin } from '../admission-plugin.js';
import { rejected } from '../rejected.js';

/** A claim may ask for more only where somebody can give it more. */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  validating: {
    rules: [{ operations: ['UPDATE'], resources: ['persistentvolumeclaims'] }],
    admit: (request) => {
      const [claim, old] = [request.object as PersistentVolumeClaim, request.oldObject as PersistentVolumeClaim];
      if (sizeOf(claim).compare(sizeOf(old)) <= 0) return;
      if (old.status?.phase !== 'Bound') throw rejected(request, 'Only bound persistent volume claims can be expanded');
      const name = storageClassOf(claim) ?? '';
      const storageClass = name === '' ? undefined : request.server.objects.storageClasses.get('', name);
      if (storageClass?.allowVolumeExpansion === true) return;
      throw rejected(
        request,
        'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      );
    },
  },
};

function sizeOf({ spec }: PersistentVolumeClaim): Quantity {
  return Quantity.parse(spec?.resources?.requests?.storage ?? '0');
}
