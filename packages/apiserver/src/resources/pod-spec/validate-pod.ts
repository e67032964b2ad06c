import { type FieldError, field, type Pod } from '@sampan/api';
import { validateImages } from './validate-containers.js';
import { validatePodSpec } from './validate-pod-spec.js';

/** A defaulted Pod: its spec, and what is only asked once there is a Pod. */
export function validatePod({ spec }: Pod): FieldError[] {
  return [
    ...validatePodSpec('spec', spec, { isPod: true }),
    ...validateTokenVolumes(spec),
    ...validateImages('spec.containers', spec.containers),
    ...validateImages('spec.initContainers', spec.initContainers),
  ];
}

/** A token is somebody's: there must be an account. */
function validateTokenVolumes({ serviceAccountName, volumes = [] }: Pod['spec']): FieldError[] {
  if (serviceAccountName) return [];
  return volumes.flatMap(({ projected }, index) =>
    (projected?.sources ?? []).flatMap(({ serviceAccountToken }, source) =>
      serviceAccountToken === undefined
        ? []
        : [
            field.forbidden(
              `spec.volumes[${index}].projected.sources[${source}].serviceAccountToken`,
              'must not be specified when serviceAccountName is not set',
            ),
          ],
    ),
  );
}
