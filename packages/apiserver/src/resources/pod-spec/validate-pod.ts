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

/** What a Pod cannot begin with. */
export function validatePodCreate({ spec }: Pod): FieldError[] {
  const errors: FieldError[] = [];
  if ((spec.ephemeralContainers ?? []).length > 0) {
    errors.push(field.forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  }
  if (spec.nodeName && (spec.schedulingGates ?? []).length > 0) {
    errors.push(field.forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
  return errors;
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
