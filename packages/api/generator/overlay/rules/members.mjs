const handler = {
  none: { type: 'required', detail: 'must specify a handler type' },
  eachMore: { type: 'forbidden', detail: 'may not specify more than 1 handler type', at: 'member' },
};
const oneField = { type: 'invalid', detail: 'may not have more than one field specified at a time' };

/**
 * Fields of which a struct has one, in the order in which upstream looks at them: what it says where there is none, and
 * where there are several (`MemberRule` of src/rules/field-rule.ts). Keys as in list-types.mjs.
 */
export const members = {
  'core.EnvFromSource': {
    fields: ['configMapRef', 'secretRef'],
    none: { type: 'invalid', detail: 'must specify one of: `configMapRef` or `secretRef`' },
    several: oneField,
  },
  'core.EnvVarSource': {
    fields: ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'],
    none: {
      type: 'invalid',
      detail: 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
    },
    several: oneField,
  },
  'core.LifecycleHandler': { fields: ['exec', 'httpGet', 'tcpSocket', 'sleep'], ...handler },
  'core.Probe': { fields: ['exec', 'httpGet', 'tcpSocket', 'grpc'], ...handler },
  'core.Volume': {
    fields: [
      'emptyDir',
      'hostPath',
      'gitRepo',
      'gcePersistentDisk',
      'awsElasticBlockStore',
      'secret',
      'nfs',
      'iscsi',
      'glusterfs',
      'flocker',
      'persistentVolumeClaim',
      'rbd',
      'cinder',
      'cephfs',
      'quobyte',
      'downwardAPI',
      'fc',
      'flexVolume',
      'configMap',
      'azureFile',
      'vsphereVolume',
      'photonPersistentDisk',
      'portworxVolume',
      'azureDisk',
      'storageos',
      'projected',
      'scaleIO',
      'csi',
      'ephemeral',
      'image',
    ],
    none: { type: 'required', detail: 'must specify a volume type' },
    eachMore: { type: 'forbidden', detail: 'may not specify more than 1 volume type', at: 'member' },
  },
  'core.VolumeProjection': {
    fields: ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate'],
    eachMore: { type: 'forbidden', detail: 'may not specify more than 1 volume type per source' },
  },
  'networking.IngressBackend': {
    fields: ['resource', 'service'],
    none: { type: 'invalid', detail: 'resource or service backend is required' },
    several: { type: 'invalid', detail: 'cannot set both resource and service backends' },
  },
};
