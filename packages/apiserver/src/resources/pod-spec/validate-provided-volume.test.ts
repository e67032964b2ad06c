import { fieldErrorMessage } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { validateProvidedVolume } from './validate-provided-volume.js';

const errorsOf = (source: string, value: object, of: 'Pod' | 'PersistentVolume') =>
  validateProvidedVolume(source, { path: source, value, of }).map(fieldErrorMessage);

describe('volumes that others provide', () => {
  const iqn = 'iqn.2015-02.example.com:test';
  const iscsi = { targetPortal: '10.0.0.1', iqn };
  it.each<[string, object, string[]]>([
    ['awsElasticBlockStore', {}, ['awsElasticBlockStore.volumeID: Required value']],
    [
      'gcePersistentDisk',
      { pdName: 'a', partition: 256 },
      ['gcePersistentDisk.partition: Invalid value: 256: must be between 1 and 255, inclusive'],
    ],
    ['azureFile', {}, ['azureFile.secretName: Required value', 'azureFile.shareName: Required value']],
    [
      'azureDisk',
      { diskName: 'a', diskURI: 'https://x', kind: 'Managed', cachingMode: 'ReadOnly' },
      [
        'azureDisk.diskURI: Unsupported value: "https://x": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"',
      ],
    ],
    ['cephfs', {}, ['cephfs.monitors: Required value']],
    ['cinder', { volumeID: 'a', secretRef: {} }, ['cinder.secretRef.name: Required value']],
    ['fc', {}, ['fc.targetWWNs: Required value: must specify either targetWWNs or wwids, but not both']],
    ['fc', { targetWWNs: ['a'] }, ['fc.lun: Required value: lun is required if targetWWNs is specified']],
    ['fc', { targetWWNs: ['a'], lun: 300 }, ['fc.lun: Invalid value: 300: must be between 0 and 255, inclusive']],
    [
      'flexVolume',
      { driver: 'a/b', options: { 'x.kubernetes.io/a': '', 'example.com/k8s.io': '' } },
      [
        'flexVolume.options[x.kubernetes.io/a]: Invalid value: "x.kubernetes.io/a": kubernetes.io and k8s.io namespaces are reserved',
      ],
    ],
    ['flocker', {}, ['flocker: Required value: one of datasetName and datasetUUID is required']],
    ['flocker', { datasetName: 'a/b' }, [`flocker.datasetName: Invalid value: "a/b": must not contain '/'`]],
    ['glusterfs', {}, ['glusterfs.endpoints: Required value', 'glusterfs.path: Required value']],
    ['iscsi', {}, ['iscsi.targetPortal: Required value', 'iscsi.iqn: Required value']],
    ['iscsi', iscsi, []],
    ['iscsi', { ...iscsi, iqn: 'disk' }, ['iscsi.iqn: Invalid value: "disk": must be valid format']],
    ['iscsi', { ...iscsi, chapAuthSession: true }, ['iscsi.secretRef: Required value']],
    ['photonPersistentDisk', {}, ['photonPersistentDisk.pdID: Required value']],
    ['portworxVolume', {}, ['portworxVolume.volumeID: Required value']],
    [
      'quobyte',
      { registry: 'host', volume: 'a' },
      ['quobyte.registry: Invalid value: "host": must be a host:port pair or multiple pairs separated by commas'],
    ],
    ['rbd', {}, ['rbd.monitors: Required value', 'rbd.image: Required value']],
    [
      'scaleIO',
      {},
      ['scaleIO.gateway: Required value', 'scaleIO.system: Required value', 'scaleIO.volumeName: Required value'],
    ],
    ['storageos', {}, ['storageos.volumeName: Required value']],
    ['vsphereVolume', {}, ['vsphereVolume.volumePath: Required value']],
  ])('%s %j', (source, value, errors) => {
    expect(errorsOf(source, value, 'Pod')).toEqual(errors);
    if (!('secretRef' in value)) expect(errorsOf(source, value, 'PersistentVolume')).toEqual(errors);
  });

  it.each<[string, object, string[]]>([
    ['cinder', { volumeID: 'a', secretRef: { name: 'a' } }, ['cinder.secretRef.namespace: Required value']],
    [
      'csi',
      { driver: 'a', volumeHandle: 'b', nodeStageSecretRef: {} },
      ['csi.nodeStageSecretRef.name: Required value', 'csi.nodeStageSecretRef.namespace: Required value'],
    ],
    [
      'glusterfs',
      { endpoints: 'a', path: 'b', endpointsNamespace: '' },
      [
        'glusterfs.endpointsNamespace: Invalid value: "": if the endpointnamespace is set, it must be a valid namespace name',
      ],
    ],
  ])('of a PersistentVolume: %s %j', (source, value, errors) => {
    expect(errorsOf(source, value, 'PersistentVolume')).toEqual(errors);
  });
});
