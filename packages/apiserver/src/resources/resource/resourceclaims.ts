import { type ResourceV1ResourceClaim, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { validateAdminAccess } from './admin-access.js';
import { formerClaims } from './former-versions.js';
import { validateClaimStatus } from './validation/claim-status.js';
import { validateDeviceClaim } from './validation/device-claim.js';

/** Devices that somebody needs, and those that were found for it. */
export const resourceclaims = defineResource<ResourceV1ResourceClaim>(resources.resourceClaims, {
  strategy: {
    // What a claim asks for never changes: it is looked at once.
    validateCreate: ({ spec }) => validateDeviceClaim('spec.devices', spec.devices),
    validateInCluster: ({ metadata, spec }, old, server) =>
      old === undefined ? validateAdminAccess(spec.devices ?? {}, metadata.namespace ?? '', server) : [],
    validateStatusUpdate: validateClaimStatus,
  },
  subresources: { status: statusSubresource() },
  columns: [
    nameColumn,
    {
      name: 'State',
      type: 'string',
      description: 'A summary of the current state (allocated, pending, reserved, etc.).',
      cell: formatState,
    },
    ageColumn,
  ],
  versions: formerClaims,
});

function formatState({ metadata, status }: ResourceV1ResourceClaim): string {
  const { allocation, reservedFor = [] } = status ?? {};
  const isDeleted = metadata.deletionTimestamp !== undefined;
  return [
    ...(isDeleted ? ['deleted'] : []),
    ...(allocation === undefined && !isDeleted ? ['pending'] : []),
    ...(allocation === undefined ? [] : ['allocated', ...(reservedFor.length > 0 ? ['reserved'] : [])]),
  ].join(',');
}
