import { type FieldError, field, isDns1123Subdomain, type PersistentVolumeSpec, Quantity } from '@sampan/api';
import { structMembers, structRules } from '@sampan/api/schemas';
import { optionalText } from '../../kinds/validation/messages.js';
import { validateNodeSelector } from '../pod-spec/validate-affinity.js';
import { validateProvidedVolume } from '../pod-spec/validate-provided-volume.js';
import { validateNoBacksteps } from '../pod-spec/validate-volume-mounts.js';
import { validateHostPath, validateNfs } from '../pod-spec/validate-volumes.js';
import { validateAccessModes } from './access-modes.js';

const specRules = structRules<PersistentVolumeSpec>('io.k8s.api.core.v1.PersistentVolumeSpec');
const specMembers = structMembers('io.k8s.api.core.v1.PersistentVolumeSpec');

/** The spec of a PersistentVolume (`ValidatePersistentVolumeSpec`). */
export function validateVolumeSpec(path: string, spec: PersistentVolumeSpec): FieldError[] {
  return [
    ...validateAccessModes(`${path}.accessModes`, spec.accessModes),
    ...validateCapacity(`${path}.capacity`, spec.capacity),
    ...specRules(path, spec, ['persistentVolumeReclaimPolicy']),
    ...validateNodeAffinity(`${path}.nodeAffinity`, spec),
    ...specMembers(path, spec, (source, at) => validateSource(source, at, spec)),
    ...validateRecycling(path, spec),
    ...optionalText(`${path}.storageClassName`, spec.storageClassName, isDns1123Subdomain),
    ...specRules(path, spec, ['volumeMode']),
    ...validateAttributesClass(path, spec),
  ];
}

/** The spec of a volume that a VolumeAttachment brings along: one that belongs to nobody else. */
export function validateInlineVolumeSpec(path: string, spec: PersistentVolumeSpec): FieldError[] {
  const forbidden = (['claimRef', 'capacity', 'nodeAffinity', 'storageClassName'] as const).filter(
    (name) => spec[name],
  );
  const policy = spec.persistentVolumeReclaimPolicy ?? 'Retain';
  return [
    ...forbidden.map((name) =>
      field.forbidden(`${path}.${name}`, 'may not be specified in the context of inline volumes'),
    ),
    ...(spec.csi === undefined
      ? [field.required(`${path}.csi`, 'has to be specified in the context of inline volumes')]
      : []),
    ...validateAccessModes(`${path}.accessModes`, spec.accessModes),
    ...(policy === 'Retain'
      ? []
      : [
          field.forbidden(
            `${path}.persistentVolumeReclaimPolicy`,
            'may only be "Retain" in the context of inline volumes',
          ),
        ]),
    ...specMembers(path, spec, (source, at) => validateSource(source, at, spec)),
    ...specRules(path, spec, ['volumeMode']),
  ];
}

function validateCapacity(path: string, capacity: Readonly<Record<string, string>> = {}): FieldError[] {
  const errors: FieldError[] = [];
  const names = Object.keys(capacity);
  if (names.length === 0) errors.push(field.required(path));
  if (capacity.storage === undefined || names.length > 1) errors.push(field.notSupported(path, capacity, ['storage']));
  for (const [name, amount] of Object.entries(capacity)) {
    const sign = Quantity.parse(amount).compare(0);
    const at = `${path}[${name}]`;
    if (sign < 0) errors.push(field.invalid(at, amount, 'must be a valid resource quantity'));
    if (sign <= 0) errors.push(field.invalid(at, amount, 'must be greater than zero'));
  }
  return errors;
}

function validateNodeAffinity(path: string, { nodeAffinity, local }: PersistentVolumeSpec): FieldError[] {
  if (nodeAffinity === undefined) {
    return local === undefined ? [] : [field.required(path, 'Local volume requires node affinity')];
  }
  return nodeAffinity.required === undefined
    ? [field.required(`${path}.required`, 'must specify required node constraints')]
    : validateNodeSelector(`${path}.required`, nodeAffinity.required);
}

/** What is said of a source beyond the rules of its fields. */
const sourceChecks: Readonly<Record<string, (path: string, spec: PersistentVolumeSpec) => FieldError[]>> = {
  hostPath: (path, { hostPath }) => validateHostPath(path, hostPath),
  nfs: (path, { nfs }) => validateNfs(path, nfs),
  local: (path, { local }) => [
    ...localRules(path, local ?? {}),
    ...validateNoBacksteps(`${path}.path`, local?.path ?? ''),
  ],
  csi: (path, { csi = { driver: '', volumeHandle: '' } }) => [
    ...validateDriverName(`${path}.driver`, csi.driver),
    ...validateProvidedVolume('csi', { path, value: csi, of: 'PersistentVolume' }),
  ],
};

const localRules = structRules('io.k8s.api.core.v1.LocalVolumeSource');

function validateSource(source: string, path: string, spec: PersistentVolumeSpec): FieldError[] {
  const value = spec[source as keyof PersistentVolumeSpec] as object;
  return sourceChecks[source]?.(path, spec) ?? validateProvidedVolume(source, { path, value, of: 'PersistentVolume' });
}

/** The longest name of a driver, in bytes. */
const driverNameMaxLength = 63;

/** What a CSI driver is called (`ValidateCSIDriverName`). */
export function validateDriverName(path: string, name = ''): FieldError[] {
  if (name === '') return [field.required(path)];
  const errors = name.length > driverNameMaxLength ? [field.tooLong(path, driverNameMaxLength)] : [];
  return [...errors, ...isDns1123Subdomain(name.toLowerCase()).map((problem) => field.invalid(path, name, problem))];
}

/** Nobody empties a whole machine. */
function validateRecycling(path: string, spec: PersistentVolumeSpec): FieldError[] {
  const isRoot = spec.hostPath !== undefined && /^\/+(\.\/*)*$/.test(spec.hostPath.path);
  if (!isRoot || spec.persistentVolumeReclaimPolicy !== 'Recycle') return [];
  const detail = "may not be 'recycle' for a hostPath mount of '/'";
  return [field.forbidden(`${path}.persistentVolumeReclaimPolicy`, detail)];
}

function validateAttributesClass(path: string, { volumeAttributesClassName, csi }: PersistentVolumeSpec): FieldError[] {
  const at = `${path}.volumeAttributesClassName`;
  if (volumeAttributesClassName === undefined) return [];
  const errors =
    volumeAttributesClassName === ''
      ? [field.required(at, 'an empty string is disallowed')]
      : optionalText(at, volumeAttributesClassName, isDns1123Subdomain);
  if (csi === undefined) {
    errors.push(field.required(`${path}.csi`, 'has to be specified when using volumeAttributesClassName'));
  }
  return errors;
}
