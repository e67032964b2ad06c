import {
  deepEqual,
  type FieldError,
  field,
  formatTime,
  type PersistentVolume,
  type PersistentVolumeSpec,
  resources,
} from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import type { StrategyContext } from '../../kinds/strategy.js';
import { describeDifference } from '../../kinds/validation/difference.js';
import { shortModes } from './access-modes.js';
import { validateVolumeSpec } from './persistent-volume-spec.js';
import { attributesClassColumn, phaseColumn, storageClassColumn, volumeModeColumn } from './volume-columns.js';

export const persistentvolumes = defineResource(resources.persistentVolumes, {
  strategy: {
    prepareForCreate: (volume, { now }) => {
      volume.status = { phase: 'Pending', lastPhaseTransitionTime: formatTime(now) };
    },
    prepareForUpdate,
    checks: { spec: (spec: PersistentVolumeSpec, { path }) => validateVolumeSpec(path, spec) },
    validateUpdate,
    returnsDeleted: true,
  },
  subresources: { status: statusSubresource() },
  columns: [
    nameColumn,
    {
      name: 'Capacity',
      type: 'string',
      description: 'How large the volume is.',
      cell: ({ spec }) => spec?.capacity?.storage ?? '0',
    },
    {
      name: 'Access Modes',
      type: 'string',
      description: 'How it can be used.',
      cell: ({ spec }) => shortModes(spec?.accessModes),
    },
    {
      name: 'Reclaim Policy',
      type: 'string',
      description: 'What becomes of it when its claim is gone.',
      cell: ({ spec }) => spec?.persistentVolumeReclaimPolicy ?? '',
    },
    phaseColumn,
    {
      name: 'Claim',
      type: 'string',
      description: 'The claim that has it.',
      cell: ({ spec }) => (spec?.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : ''),
    },
    storageClassColumn,
    attributesClassColumn,
    {
      name: 'Reason',
      type: 'string',
      description: 'Why it is in this state.',
      cell: ({ status }) => status?.reason ?? '',
    },
    ageColumn,
    volumeModeColumn,
  ],
});

/** A volume remembers since when it is in its phase, whoever says so. */
function prepareForUpdate({ status }: PersistentVolume, old: PersistentVolume, { now }: StrategyContext): void {
  if (status === undefined || status.phase === old.status?.phase) return;
  const known = old.status?.lastPhaseTransitionTime;
  if (status.lastPhaseTransitionTime === undefined || status.lastPhaseTransitionTime === known) {
    status.lastPhaseTransitionTime = formatTime(now);
  }
}

/** The fields that say how a volume is used, and not what it is. */
const uses = [
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
];

function sourceOf(spec: PersistentVolumeSpec = {}): object {
  return Object.fromEntries(Object.entries(spec).filter(([name]) => !uses.includes(name)));
}

/** A volume stays what it is, and where it is. */
function validateUpdate({ spec = {} }: PersistentVolume, { spec: old = {} }: PersistentVolume): FieldError[] {
  const errors: FieldError[] = [];
  const [source, sourceBefore] = [sourceOf(spec), sourceOf(old)];
  if (!deepEqual(source, sourceBefore)) {
    const path = 'spec.persistentvolumesource';
    const detail = `${path} is immutable after creation\n${describeDifference(sourceBefore, source)}`;
    errors.push(field.forbidden(path, detail));
  }
  if (spec.volumeMode !== old.volumeMode) {
    errors.push(field.invalid('volumeMode', spec.volumeMode ?? null, 'field is immutable'));
  }
  if (old.nodeAffinity !== undefined && !deepEqual(spec.nodeAffinity ?? null, old.nodeAffinity)) {
    errors.push(field.invalid('nodeAffinity', spec.nodeAffinity ?? null, 'field is immutable'));
  }
  if (old.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined) {
    const detail = 'update from non-nil value to nil is forbidden';
    errors.push(field.forbidden('spec.volumeAttributesClassName', detail));
  }
  return errors;
}
