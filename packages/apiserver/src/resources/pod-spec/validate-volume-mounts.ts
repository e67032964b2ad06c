import {
  type Container,
  type EphemeralContainer,
  type FieldError,
  field,
  type Volume,
  type VolumeMount,
} from '@sampan/api';
import { optionalChoice } from '../../kinds/validation/messages.js';

const propagations = ['Bidirectional', 'HostToContainer', 'None'];

/** The `volumeMounts` and `volumeDevices` of a container, among the volumes of its Pod. */
export function validateVolumeMounts(
  path: string,
  container: Container | EphemeralContainer,
  volumes: readonly Volume[],
): FieldError[] {
  const paths = new Set<string>();
  const devices = container.volumeDevices ?? [];
  return [
    ...(container.volumeMounts ?? []).flatMap((mount, index) => {
      const at = `${path}.volumeMounts[${index}]`;
      const errors = validateMount(`${path}.volumeMounts`, index, { mount, volumes });
      if (paths.has(mount.mountPath)) errors.push(field.invalid(`${at}.mountPath`, mount.mountPath, 'must be unique'));
      paths.add(mount.mountPath);
      if (devices.some(({ name }) => name === mount.name)) {
        errors.push(field.invalid(`${at}.name`, mount.name, 'must not already exist in volumeDevices'));
      }
      if (mount.mountPropagation === 'Bidirectional' && container.securityContext?.privileged !== true) {
        const detail = 'Bidirectional mount propagation is available only to privileged containers';
        errors.push(field.forbidden(`${path}.volumeMounts.mountPropagation`, detail));
      }
      return errors;
    }),
    ...devices.flatMap(({ name = '', devicePath = '' }, index) => [
      ...(name === '' ? [field.required(`${path}.volumeDevices[${index}].name`)] : []),
      ...(devicePath === '' ? [field.required(`${path}.volumeDevices[${index}].devicePath`)] : []),
    ]),
  ];
}

/** A path that stays below the directory it starts in. */
export function validateDescendingPath(path: string, value: string): FieldError[] {
  const errors: FieldError[] = [];
  if (value.startsWith('/')) errors.push(field.invalid(path, value, 'must be a relative path'));
  return [...errors, ...validateNoBacksteps(path, value)];
}

/** A path without `..` in it. */
export function validateNoBacksteps(path: string, value: string): FieldError[] {
  return value.includes('..') && value.split('/').includes('..')
    ? [field.invalid(path, value, "must not contain '..'")]
    : [];
}

/** `list` is the path of all mounts: what is wrong within one of them is told of the list, as Kubernetes does. */
function validateMount(
  list: string,
  index: number,
  { mount, volumes }: { mount: VolumeMount; volumes: readonly Volume[] },
): FieldError[] {
  const path = `${list}[${index}]`;
  const { name = '', mountPath = '', subPath = '', subPathExpr = '' } = mount;
  const errors: FieldError[] = [];
  if (name === '') errors.push(field.required(`${path}.name`));
  if (!volumes.some((volume) => volume.name === name)) errors.push(field.notFound(`${path}.name`, name));
  if (mountPath === '') errors.push(field.required(`${path}.mountPath`));
  if (subPath !== '') errors.push(...validateDescendingPath(`${list}.subPath`, subPath));
  if (subPathExpr !== '') {
    if (subPath !== '') {
      errors.push(field.invalid(`${list}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
    }
    errors.push(...validateDescendingPath(`${list}.subPathExpr`, subPathExpr));
  }
  return [
    ...errors,
    ...optionalChoice(`${list}.mountPropagation`, mount.mountPropagation, propagations),
    ...validateRecursiveReadOnly(`${list}.recursiveReadOnly`, mount),
  ];
}

function validateRecursiveReadOnly(path: string, mount: VolumeMount): FieldError[] {
  const { recursiveReadOnly, readOnly, mountPropagation = 'None' } = mount;
  if (recursiveReadOnly === undefined || recursiveReadOnly === 'Disabled') return [];
  const errors = optionalChoice(path, recursiveReadOnly, ['Disabled', 'Enabled', 'IfPossible']);
  if (errors.length > 0) return errors;
  if (readOnly !== true) errors.push(field.forbidden(path, 'may only be specified when readOnly is true'));
  if (mountPropagation !== 'None') {
    errors.push(field.forbidden(path, 'may only be specified when mountPropagation is None or not specified'));
  }
  return errors;
}
