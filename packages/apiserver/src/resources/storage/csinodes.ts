import {
  byteLength,
  type CSINode,
  type CSINodeDriver,
  deepEqual,
  type FieldError,
  field,
  isQualifiedName,
  resources,
} from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, countColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { invalidFor } from '../../kinds/validation/messages.js';
import { validateNonNegative } from '../../kinds/validation/numbers.js';
import { validateDriverName } from '../core/persistent-volume-spec.js';

/** Which drivers of volumes a node has. */
export const csinodes = defineResource(resources.csiNodes, {
  strategy: { checks: { 'spec.drivers': validateDrivers }, validateUpdate, returnsDeleted: true },
  columns: [
    nameColumn,
    countColumn('Drivers', 'How many drivers there are.', ({ spec }) => spec.drivers?.length),
    ageColumn,
  ],
  versions: {
    'storage.k8s.io/v1beta1': { lifecycle: { introduced: '1.14', deprecated: '1.17', removed: '1.22' } },
  },
});

/** The longest name that a driver has for a node, in bytes. */
const nodeIdMaxLength = 256;

function validateDrivers(drivers: readonly CSINodeDriver[] = [], { path }: Place): FieldError[] {
  const names = new Set<string>();
  return drivers.flatMap((driver, index) => {
    const at = `${path}[${index}]`;
    const { name, nodeID = '' } = driver;
    const errors = validateDriverName(`${at}.name`, name);
    if (nodeID === '') errors.push(field.required(`${at}.nodeID`));
    if (byteLength(nodeID) > nodeIdMaxLength) {
      errors.push(field.invalid(`${at}.nodeID`, nodeID, `must be ${nodeIdMaxLength} characters or less`));
    }
    errors.push(...validateNonNegative(`${at}.allocatable.count`, driver.allocatable?.count));
    if (names.has(name)) errors.push(field.duplicate(`${at}.name`, name));
    names.add(name);
    return [...errors, ...validateTopology(at, driver.topologyKeys)];
  });
}

/** The driver is blamed for its keys. */
function validateTopology(path: string, keys: readonly string[] = []): FieldError[] {
  return keys.flatMap((key, index) => [
    ...(key === '' ? [field.required(path)] : []),
    ...(keys.indexOf(key) < index ? [field.duplicate(path, key)] : []),
    ...invalidFor(path, keys, isQualifiedName(key)),
  ]);
}

/** A driver stays what it is, but for how many volumes it can have. */
function validateUpdate({ spec }: CSINode, { spec: old }: CSINode): FieldError[] {
  return (old.drivers ?? []).flatMap((before) =>
    (spec.drivers ?? [])
      .filter((driver) => driver.name === before.name && !deepEqual(identity(driver), identity(before)))
      .map((driver) => field.invalid('CSINode.Spec.Drivers', driver, 'field is immutable')),
  );
}

function identity({ allocatable: _changes, ...rest }: CSINodeDriver): object {
  return rest;
}
