import {
  deepEqual,
  type FieldError,
  field,
  isDns1123Subdomain,
  type PersistentVolumeClaim,
  type PersistentVolumeClaimSpec,
  Quantity,
  resources,
  type VolumeResourceRequirements,
} from '@sampan/api';
import { type Place, structRules } from '@sampan/api/schemas';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { describeDifference } from '../../kinds/validation/difference.js';
import { validateLabelSelector } from '../../kinds/validation/label-selector.js';
import { optionalText } from '../../kinds/validation/messages.js';
import { shortModes, validateAccessModes } from './access-modes.js';
import { attributesClassColumn, phaseColumn, storageClassColumn, volumeModeColumn } from './volume-columns.js';

export const persistentvolumeclaims = defineResource(resources.persistentVolumeClaims, {
  strategy: {
    prepareForCreate: (claim) => {
      claim.status = { phase: 'Pending' };
    },
    checks: { spec: validateSpec },
    validateUpdate,
    returnsDeleted: true,
  },
  subresources: { status: statusSubresource() },
  columns: [
    nameColumn,
    phaseColumn,
    {
      name: 'Volume',
      type: 'string',
      description: 'The volume that it has.',
      cell: ({ spec }) => spec?.volumeName ?? '',
    },
    {
      name: 'Capacity',
      type: 'string',
      description: 'How large that volume is.',
      cell: (claim) => (isBound(claim) ? (claim.status?.capacity?.storage ?? '0') : ''),
    },
    {
      name: 'Access Modes',
      type: 'string',
      description: 'How that volume can be used.',
      cell: (claim) => (isBound(claim) ? shortModes(claim.status?.accessModes) : ''),
    },
    storageClassColumn,
    attributesClassColumn,
    ageColumn,
    volumeModeColumn,
  ],
});

function isBound({ spec }: PersistentVolumeClaim): boolean {
  return Boolean(spec?.volumeName);
}

const specRules = structRules<PersistentVolumeClaimSpec>('io.k8s.api.core.v1.PersistentVolumeClaimSpec');

function validateSpec(spec: PersistentVolumeClaimSpec, { path }: Place): FieldError[] {
  return [
    ...validateAccessModes(`${path}.accessModes`, spec.accessModes, 'at least 1 access mode is required'),
    ...validateLabelSelector(`${path}.selector`, spec.selector),
    ...validateResources(`${path}.resources`, spec.resources),
    // An empty name asks for no class at all, not even the default one.
    ...optionalText(`${path}.storageClassName`, spec.storageClassName, isDns1123Subdomain),
    ...specRules(path, spec),
    ...optionalText(`${path}.volumeAttributesClassName`, spec.volumeAttributesClassName, isDns1123Subdomain),
  ];
}

function validateResources(path: string, { requests }: VolumeResourceRequirements = {}): FieldError[] {
  const at = `${path}[storage]`;
  const storage = requests?.storage;
  if (storage === undefined) return [field.required(at)];
  return Quantity.parse(storage).compare(0) > 0 ? [] : [field.invalid(at, storage, 'must be greater than zero')];
}

/** A claim stays what it was: but for its volume, which comes once, and the size of one that is bound. */
function validateUpdate(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const [next, before] = [claim.spec ?? {}, old.spec ?? {}];
  const mayResize = claim.status?.phase === 'Bound';
  const allowed: PersistentVolumeClaimSpec = {
    ...before,
    ...(!before.volumeName && next.volumeName !== undefined && { volumeName: next.volumeName }),
    ...(before.storageClassName === undefined &&
      next.storageClassName !== undefined && { storageClassName: next.storageClassName }),
    ...(mayResize && next.resources !== undefined && { resources: withRequests(before, next) }),
    ...(mayResize &&
      next.volumeAttributesClassName !== undefined && { volumeAttributesClassName: next.volumeAttributesClassName }),
  };
  const errors: FieldError[] = [];
  if (!deepEqual(next, allowed)) {
    const words =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    errors.push(field.forbidden('spec', `${words}\n${describeDifference(before, next)}`));
  }
  const [size, sizeBefore] = [next, before].map(({ resources }) => Quantity.parse(resources?.requests?.storage ?? '0'));
  if (size !== undefined && sizeBefore !== undefined && size.compare(sizeBefore) < 0)
    errors.push(...tooSmall(claim, size));
  if (next.volumeMode !== before.volumeMode) {
    errors.push(field.invalid('volumeMode', next.volumeMode ?? null, 'field is immutable'));
  }
  return errors;
}

function withRequests(before: PersistentVolumeClaimSpec, next: PersistentVolumeClaimSpec): VolumeResourceRequirements {
  const storage = next.resources?.requests?.storage;
  const requests = { ...before.resources?.requests, ...(storage !== undefined && { storage }) };
  return { ...before.resources, requests };
}

/** An expansion that cannot be had may be asked for less, but never for less than there is: nothing shrinks. */
function tooSmall({ status }: PersistentVolumeClaim, size: Quantity): FieldError[] {
  if (size.compare(Quantity.parse(status?.capacity?.storage ?? '0')) > 0) return [];
  return [field.forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')];
}
