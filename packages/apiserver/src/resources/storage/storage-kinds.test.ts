import type {
  CSIDriver,
  CSIDriverSpec,
  CSINode,
  CSINodeDriver,
  VolumeAttachment,
  VolumeAttachmentSource,
} from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { ruleErrors, updateErrors } from '../resource-test-tools.js';
import { csidrivers } from './csidrivers.js';
import { csinodes } from './csinodes.js';
import { csistoragecapacities } from './csistoragecapacities.js';
import { volumeattachments } from './volumeattachments.js';
import { volumeattributesclasses } from './volumeattributesclasses.js';

const apiVersion = 'storage.k8s.io/v1';
const metadata = { name: 'x' };

describe('CSIDrivers', () => {
  const driver = (spec: CSIDriverSpec): CSIDriver => ({ apiVersion, kind: 'CSIDriver', metadata, spec });

  it.each<[string, CSIDriverSpec, string[]]>([
    ['nothing', {}, []],
    [
      'an unknown policy',
      { fsGroupPolicy: 'Bogus' },
      ['spec.fsGroupPolicy: Unsupported value: "Bogus": supported values: "File", "None", "ReadWriteOnceWithFSType"'],
    ],
    [
      'an unknown life',
      { volumeLifecycleModes: ['Bogus'] },
      ['spec.volumeLifecycleModes: Unsupported value: "Bogus": supported values: "Persistent", "Ephemeral"'],
    ],
    [
      'an audience twice, and for a moment',
      { tokenRequests: [{ audience: 'a', expirationSeconds: 1 }, { audience: 'a' }] },
      [
        'spec.tokenRequests[0].expirationSeconds: Invalid value: 1: may not specify a duration less than 10 minutes',
        'spec.tokenRequests[1].audience: Duplicate value: "a"',
      ],
    ],
  ])('of %s', (_case, spec, errors) => {
    expect(ruleErrors(csidrivers, driver(spec))).toEqual(errors);
  });

  it('attach or do not', () => {
    const change = { old: driver({ attachRequired: true }), next: driver({ attachRequired: false }) };
    expect(updateErrors(csidrivers, change)).toEqual(['spec.attachRequired: Invalid value: false: field is immutable']);
  });
});

describe('CSINodes', () => {
  const node = (...drivers: CSINodeDriver[]): CSINode => ({ apiVersion, kind: 'CSINode', metadata, spec: { drivers } });
  const driver = { name: 'a.b', nodeID: 'n' };

  it.each<[string, CSINode, string[]]>([
    ['none', node(), []],
    ['one without an ID', node({ name: 'a.b', nodeID: '' }), ['spec.drivers[0].nodeID: Required value']],
    ['the same twice', node(driver, driver), ['spec.drivers[1].name: Duplicate value: "a.b"']],
    [
      'less than no volumes',
      node({ ...driver, allocatable: { count: -1 } }),
      ['spec.drivers[0].allocatable.count: Invalid value: -1: must be greater than or equal to 0'],
    ],
  ])('with %s', (_case, object, errors) => {
    expect(ruleErrors(csinodes, object)).toEqual(errors);
  });

  it('keep what a driver calls them', () => {
    const change = { old: node(driver), next: node({ ...driver, nodeID: 'other' }) };
    expect(updateErrors(csinodes, change)).toEqual([expect.stringContaining('field is immutable')]);
  });
});

describe('VolumeAttachments', () => {
  const attachment = (source: VolumeAttachmentSource): VolumeAttachment => ({
    apiVersion,
    kind: 'VolumeAttachment',
    metadata,
    spec: { attacher: 'a.b', nodeName: 'n', source },
  });
  const one = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  const inline = { accessModes: ['ReadWriteOnce'], csi: { driver: 'a.b', volumeHandle: 'v' } };

  it.each<[string, VolumeAttachmentSource, string[]]>([
    ['a volume', { persistentVolumeName: 'v' }, []],
    ['one that it brings along', { inlineVolumeSpec: inline }, []],
    ['nothing', {}, [`spec.source: Required value: ${one}`]],
    ['both', { persistentVolumeName: 'v', inlineVolumeSpec: inline }, [`spec.source: Forbidden: ${one}`]],
    [
      'one that belongs to a claim',
      { inlineVolumeSpec: { ...inline, claimRef: { name: 'c' } } },
      ['spec.source.inlineVolumeSpec.claimRef: Forbidden: may not be specified in the context of inline volumes'],
    ],
  ])('of %s', (_case, source, errors) => {
    expect(ruleErrors(volumeattachments, attachment(source))).toEqual(errors);
  });

  it('stay what they are', () => {
    const change = { old: attachment({ persistentVolumeName: 'v' }), next: attachment({ persistentVolumeName: 'w' }) };
    expect(updateErrors(volumeattachments, change)).toEqual([expect.stringMatching(/^spec: .*: field is immutable$/)]);
  });
});

it('asks a VolumeAttributesClass for something to change', () => {
  const object = { apiVersion, kind: 'VolumeAttributesClass', metadata, driverName: 'a.b' };
  const error = 'parameters: Required value: must contain at least one key/value pair';
  expect(ruleErrors(volumeattributesclasses, object)).toEqual([error]);
  expect(ruleErrors(volumeattributesclasses, { ...object, parameters: { a: 'b' } })).toEqual([]);
});

it('has no CSIStorageCapacity below nothing', () => {
  const object = { apiVersion, kind: 'CSIStorageCapacity', metadata, storageClassName: 'fast', capacity: '-1' };
  const error = 'capacity: Invalid value: "-1": must be greater than or equal to 0';
  expect(ruleErrors(csistoragecapacities, object)).toEqual([error]);
});
