import {
  type Container,
  type EphemeralContainer,
  type FieldError,
  field,
  type Volume,
  type VolumeMount,
} from '@sampan/api';
import { optionalChoice } from '../validation/messages.js';

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
      const errors = validateMount(at, mount, volumes);
      if (paths.has(mount.mountPath)) errors.push(field.invalid(`${at}.mountPath`, mount.mountPath, 'must be unique'));
      paths.add(mount.mountPath);
      if (devices.some(({ name }) => name === mount.name)) {
        errors.push(field.invalid(`${at}.name`, mount.name, 'must not already exist in volumeDevices'));
      }
      if (mount.mountPropagation === 'Bidirectional' && container.securityContext?.privileged !== true) {
        const detail = 'Bidirectional mount propagation is available only to privileged containers';
        errors.push(field.forbidden(`${at}.mountPropagation`, detail));
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

function validateMount(path: string, mount: VolumeMount, volumes: readonly Volume[]): FieldError[] {
  const { name = '', mountPath = '', subPath = '', subPathExpr = '' } = mount;
  const errors: FieldError[] = [];
  if (name === '') errors.push(field.required(`${path}.name`));
  if (!volumes.some((volume) => volume.name === name)) errors.push(field.notFound(`${path}.name`, name));
  if (mountPath === '') errors.push(field.required(`${path}.mountPath`));
  if (subPath !== '') errors.push(...validateDescendingPath(`${path}.subPath`, subPath));
  if (subPathExpr !== '') {
    if (subPath !== '') {
      errors.push(field.invalid(`${path}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
    }
    errors.push(...validateDescendingPath(`${path}.subPathExpr`, subPathExpr));
  }
  return [...errors, ...optionalChoice(`${path}.mountPropagation`, mount.mountPropagation, propagations)];
}
