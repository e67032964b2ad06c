import { deepClone, deepEqual, type FieldError, field, type Pod, type PodSpec, type Toleration } from '@sampan/api';
import { describeDifference } from '../../kinds/validation/difference.js';
import { validatePodResize } from './validate-pod-resize.js';

const updatable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** What of a Pod may change once it exists; subresources have freedoms of their own. */
export function validatePodUpdate(pod: Pod, before: Pod, subresource: string): FieldError[] {
  const [{ spec }, { spec: old }] = [pod, before];
  if (subresource === 'ephemeralcontainers') return validateEphemeralContainersUpdate(spec, old);
  if (subresource === 'resize') return validatePodResize(pod, before);
  if (subresource === 'binding') return [];
  if (spec.containers.length !== old.containers.length) {
    return [field.forbidden('spec.containers', 'pod updates may not add or remove containers')];
  }
  if ((spec.initContainers ?? []).length !== (old.initContainers ?? []).length) {
    return [field.forbidden('spec.initContainers', 'pod updates may not add or remove containers')];
  }
  const images = [...missingImages('spec.containers', spec), ...missingImages('spec.initContainers', spec)];
  if (images.length > 0) return images;
  const deadline = validateDeadline(spec.activeDeadlineSeconds, old.activeDeadlineSeconds);
  if (deadline.length > 0) return deadline;
  return [
    ...validateAddedTolerations(spec.tolerations, old.tolerations),
    ...validateRemovedGates(spec.schedulingGates, old.schedulingGates),
    ...validateRest(spec, old),
  ];
}

function missingImages(path: 'spec.containers' | 'spec.initContainers', spec: PodSpec): FieldError[] {
  const containers = path === 'spec.containers' ? spec.containers : (spec.initContainers ?? []);
  return containers.flatMap(({ image }, index) => (image ? [] : [field.required(`${path}[${index}].image`)]));
}

function validateDeadline(seconds: number | undefined, old: number | undefined): FieldError[] {
  const path = 'spec.activeDeadlineSeconds';
  if (seconds === undefined) {
    return old === undefined
      ? []
      : [field.invalid(path, undefined, 'must not update from a positive integer to nil value')];
  }
  if (seconds < 0 || seconds > 2 ** 31 - 1) {
    return [field.invalid(path, seconds, `must be between 0 and ${2 ** 31 - 1}, inclusive`)];
  }
  return old !== undefined && old < seconds
    ? [field.invalid(path, seconds, 'must be less than or equal to previous value')]
    : [];
}

/** Tolerations are only added; of those there are, only the seconds change. */
function validateAddedTolerations(
  tolerations: readonly Toleration[] = [],
  old: readonly Toleration[] = [],
): FieldError[] {
  const withoutSeconds = ({ tolerationSeconds: _seconds, ...rest }: Toleration) => rest;
  return old.flatMap((before) => {
    const kept = tolerations.some((toleration) => deepEqual(withoutSeconds(toleration), withoutSeconds(before)));
    return kept
      ? []
      : [field.forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
  });
}

function validateRemovedGates(
  gates: PodSpec['schedulingGates'] = [],
  old: PodSpec['schedulingGates'] = [],
): FieldError[] {
  return gates.flatMap(({ name }, index) =>
    old.some((gate) => gate.name === name)
      ? []
      : [
          field.forbidden(
            `spec.schedulingGates[${index}]`,
            `only deletion is allowed, but found new scheduling gate '${name}'`,
          ),
        ],
  );
}

/** With what may change made equal, nothing may differ. */
function validateRest(spec: PodSpec, old: PodSpec): FieldError[] {
  const munged = deepClone(spec);
  copyImages(munged.containers, old.containers);
  copyImages(munged.initContainers ?? [], old.initContainers ?? []);
  copyOrDelete(munged, old, ['activeDeadlineSeconds', 'tolerations', 'schedulingGates']);
  if (munged.terminationGracePeriodSeconds === 1 && (old.terminationGracePeriodSeconds ?? 0) < 0) {
    copyOrDelete(munged, old, ['terminationGracePeriodSeconds']);
  }
  // While a gate keeps a Pod from being scheduled, where it may run can still be narrowed.
  if ((old.schedulingGates ?? []).length > 0) copyOrDelete(munged, old, ['nodeSelector', 'affinity']);
  if (deepEqual(munged, old)) return [];
  const detail = `pod updates may not change fields other than ${updatable}\n${describeDifference(old, munged)}`;
  return [field.forbidden('spec', detail)];
}

function validateEphemeralContainersUpdate(spec: PodSpec, old: PodSpec): FieldError[] {
  const containers = spec.ephemeralContainers ?? [];
  return (old.ephemeralContainers ?? []).flatMap((before) => {
    const index = containers.findIndex(({ name }) => name === before.name);
    if (index === -1) {
      const detail = `existing ephemeral containers "${before.name}" may not be removed\n`;
      return [field.forbidden('spec.ephemeralContainers', detail)];
    }
    if (deepEqual(containers[index], before)) return [];
    const difference = describeDifference(before, containers[index]);
    const detail = `existing ephemeral containers "${before.name}" may not be changed\n${difference}`;
    return [field.forbidden('spec.ephemeralContainers', detail)];
  });
}

function copyImages(containers: { image?: string }[], old: readonly { image?: string }[]): void {
  containers.forEach((container, index) => {
    container.image = old[index]?.image ?? '';
  });
}

function copyOrDelete<T extends object>(target: T, source: T, names: readonly (keyof T)[]): void {
  for (const name of names) {
    if (source[name] === undefined) delete target[name];
    else target[name] = source[name];
  }
}
