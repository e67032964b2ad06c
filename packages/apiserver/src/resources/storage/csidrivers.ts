import { type CSIDriver, type CSIDriverSpec, type FieldError, field, resources } from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';

/** A driver of volumes, and how it wants to be treated. */
export const csidrivers = defineResource(resources.csiDrivers, {
  strategy: {
    checks: {
      'spec.tokenRequests': validateTokenRequests,
      'spec.volumeLifecycleModes': validateModes,
      'spec.nodeAllocatableUpdatePeriodSeconds': validatePeriod,
    },
    returnsDeleted: true,
  },
  columns: [
    nameColumn,
    flag('AttachRequired', 'Whether volumes are attached to nodes before they are mounted.', 'attachRequired', true),
    flag('PodInfoOnMount', 'Whether it is told for which Pod it mounts.', 'podInfoOnMount'),
    flag('StorageCapacity', 'Whether Pods go where there is room for their volumes.', 'storageCapacity'),
    {
      name: 'TokenRequests',
      type: 'string',
      description: 'For whom it gets tokens of the service account.',
      cell: ({ spec }) => spec.tokenRequests?.map(({ audience }) => audience).join(',') ?? '<unset>',
    },
    flag('RequiresRepublish', 'Whether it is asked to mount again and again.', 'requiresRepublish'),
    {
      name: 'Modes',
      type: 'string',
      description: 'Which lives its volumes have.',
      cell: ({ spec }) => spec.volumeLifecycleModes?.join(',') ?? '<none>',
    },
    ageColumn,
  ],
  versions: {
    'storage.k8s.io/v1beta1': { lifecycle: { introduced: '1.14', deprecated: '1.19', removed: '1.22' } },
  },
});

type Flag = 'attachRequired' | 'podInfoOnMount' | 'storageCapacity' | 'requiresRepublish';

function flag(name: string, description: string, of: Flag, unset = false) {
  return { name, type: 'boolean' as const, description, cell: ({ spec }: CSIDriver) => spec[of] ?? unset };
}

const minSeconds = 600;
const maxSeconds = 2 ** 32;

function validateTokenRequests(requests: CSIDriverSpec['tokenRequests'] = [], { path }: Place): FieldError[] {
  const audiences = new Set<string>();
  return requests.flatMap(({ audience, expirationSeconds: seconds }, index) => {
    const at = `${path}[${index}]`;
    if (audiences.has(audience)) return [field.duplicate(`${at}.audience`, audience)];
    audiences.add(audience);
    if (seconds === undefined) return [];
    const lifetime = `${at}.expirationSeconds`;
    if (seconds < minSeconds)
      return [field.invalid(lifetime, seconds, 'may not specify a duration less than 10 minutes')];
    return seconds > maxSeconds
      ? [field.invalid(lifetime, seconds, 'may not specify a duration larger than 2^32 seconds')]
      : [];
  });
}

const lifecycleModes = ['Persistent', 'Ephemeral'];

/** The list is blamed for its items. */
function validateModes(modes: readonly string[] = [], { path }: Place): FieldError[] {
  return modes.flatMap((mode) =>
    lifecycleModes.includes(mode) ? [] : [field.notSupported(path, mode, lifecycleModes)],
  );
}

function validatePeriod(seconds: number | undefined, { path }: Place): FieldError[] {
  return seconds === undefined || seconds >= 10
    ? []
    : [field.invalid(path, seconds, 'must be greater than or equal to 10 seconds')];
}
