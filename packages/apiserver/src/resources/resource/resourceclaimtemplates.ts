import { type FieldError, type ResourceClaimTemplate, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { validateAnnotations, validateLabels } from '../../kinds/validation/labels.js';
import { validateAdminAccess } from './admin-access.js';
import { formerClaimTemplates } from './former-versions.js';
import { validateDeviceClaim } from './validation/device-claim.js';

/** What ResourceClaims are made of, one for each Pod. */
export const resourceclaimtemplates = defineResource<ResourceClaimTemplate>(resources.resourceClaimTemplates, {
  strategy: {
    // It never changes: it is looked at once.
    validateCreate: validateTemplate,
    validateInCluster: ({ metadata, spec }, old, server) =>
      old === undefined ? validateAdminAccess(spec.spec?.devices ?? {}, metadata.namespace ?? '', server) : [],
  },
  columns: [nameColumn, ageColumn],
  versions: formerClaimTemplates,
});

function validateTemplate({ spec: { metadata, spec } }: ResourceClaimTemplate): FieldError[] {
  return [
    ...validateAnnotations('spec.metadata.annotations', metadata?.annotations),
    ...validateLabels('spec.metadata.labels', metadata?.labels),
    ...validateDeviceClaim('spec.spec.devices', spec?.devices),
  ];
}
