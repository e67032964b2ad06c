import {
  type AzureDiskVolumeSource,
  type CSIPersistentVolumeSource,
  type FCVolumeSource,
  type FieldError,
  type FlexVolumeSource,
  type FlockerVolumeSource,
  field,
  type ISCSIVolumeSource,
  isDns1123Label,
  isDns1123Subdomain,
  type SecretReference,
} from '@sampan/api';
import { structRules } from '@sampan/api/schemas';
import { optionalText } from '../../kinds/validation/messages.js';

type Check = (path: string, source: object) => FieldError[];

/** Where the sources of Pods and of PersistentVolumes are different structs, the latter's name is another. */
const structs: Readonly<Record<string, string>> = {
  awsElasticBlockStore: 'AWSElasticBlockStore',
  azureDisk: 'AzureDisk',
  azureFile: 'AzureFile',
  cephfs: 'CephFS',
  cinder: 'Cinder',
  csi: 'CSI',
  fc: 'FC',
  flexVolume: 'Flex',
  flocker: 'Flocker',
  gcePersistentDisk: 'GCEPersistentDisk',
  glusterfs: 'Glusterfs',
  iscsi: 'ISCSI',
  photonPersistentDisk: 'PhotonPersistentDisk',
  portworxVolume: 'Portworx',
  quobyte: 'Quobyte',
  rbd: 'RBD',
  scaleIO: 'ScaleIO',
  storageos: 'StorageOS',
  vsphereVolume: 'VsphereVirtualDisk',
};

const ofPersistentVolumes = [
  'azureFile',
  'cephfs',
  'cinder',
  'csi',
  'flexVolume',
  'glusterfs',
  'iscsi',
  'rbd',
  'scaleIO',
  'storageos',
];

const rules = {
  Pod: rulesOf(() => ''),
  PersistentVolume: rulesOf((source) => (ofPersistentVolumes.includes(source) ? 'Persistent' : '')),
};

function rulesOf(infix: (source: string) => string): Readonly<Record<string, Check>> {
  return Object.fromEntries(
    Object.entries(structs).map(([source, name]) => [
      source,
      structRules(`io.k8s.api.core.v1.${name}${infix(source)}VolumeSource`) as Check,
    ]),
  );
}

/** A source of a volume that others provide, of a Pod or of a PersistentVolume; nothing is said of those it does not know. */
export function validateProvidedVolume(
  source: string,
  { path, value, of }: { path: string; value: object; of: keyof typeof rules },
): FieldError[] {
  const common = rules[of][source]?.(path, value) ?? [];
  const own = of === 'Pod' ? [] : (persistentChecks[source]?.(path, value as never) ?? []);
  return [...common, ...(checks[source]?.(path, value as never) ?? []), ...own];
}

/** What is said of a source beyond the rules of its fields. */
const checks: Readonly<Record<string, (path: string, source: never) => FieldError[]>> = {
  awsElasticBlockStore: validatePartition,
  azureDisk: validateAzureDisk,
  cinder: validateSecretName,
  fc: validateFibreChannel,
  flexVolume: (path, { options = {} }: FlexVolumeSource) =>
    Object.keys(options)
      .filter((key) => /(^|\.)(kubernetes|k8s)\.io$/.test((key.split('/', 1)[0] ?? '').toLowerCase()) && key !== '')
      .map((key) => field.invalid(`${path}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved')),
  flocker: validateFlocker,
  gcePersistentDisk: validatePartition,
  iscsi: validateIscsi,
  quobyte: validateRegistry,
  storageos: (path, source: { volumeName?: string; volumeNamespace?: string; secretRef?: SecretReference }) => [
    ...optionalText(`${path}.volumeName`, source.volumeName, isDns1123Label),
    ...optionalText(`${path}.volumeNamespace`, source.volumeNamespace, isDns1123Label),
    ...validateSecretName(path, source),
  ],
};

/** What is asked of PersistentVolumes alone: they are in no namespace, and so say in which their Secrets are. */
const persistentChecks: Readonly<Record<string, (path: string, source: never) => FieldError[]>> = {
  azureFile: (path, { secretNamespace }: { secretNamespace?: string }) =>
    secretNamespace === '' ? [field.required(`${path}.secretNamespace`)] : [],
  cinder: validateSecretNamespace,
  csi: validateCsiSecrets,
  glusterfs: (path, { endpointsNamespace: name }: { endpointsNamespace?: string }) => {
    const problems =
      name === ''
        ? ['if the endpointnamespace is set, it must be a valid namespace name']
        : isDns1123Label(name ?? 'a');
    return problems.map((problem) => field.invalid(`${path}.endpointsNamespace`, name, problem));
  },
  storageos: validateSecretNamespace,
};

function validatePartition(path: string, { partition = 0 }: { partition?: number }): FieldError[] {
  return partition >= 0 && partition <= 255
    ? []
    : [field.invalid(`${path}.partition`, partition, 'must be between 1 and 255, inclusive')];
}

function validateLun(path: string, lun: number): FieldError[] {
  return lun >= 0 && lun <= 255 ? [] : [field.invalid(`${path}.lun`, lun, 'must be between 0 and 255, inclusive')];
}

function validateSecretName(path: string, { secretRef }: { secretRef?: { name?: string } }): FieldError[] {
  return secretRef === undefined || secretRef.name ? [] : [field.required(`${path}.secretRef.name`)];
}

function validateSecretNamespace(path: string, { secretRef }: { secretRef?: SecretReference }): FieldError[] {
  return secretRef === undefined || secretRef.namespace ? [] : [field.required(`${path}.secretRef.namespace`)];
}

const uris = {
  managed: '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}',
  blob: 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd',
};

function validateAzureDisk(path: string, { kind, diskURI = '' }: AzureDiskVolumeSource): FieldError[] {
  if (kind === undefined) return [];
  const isManaged = kind === 'Managed';
  return diskURI.startsWith(isManaged ? '/subscriptions/' : 'https://')
    ? []
    : [field.notSupported(`${path}.diskURI`, diskURI, [isManaged ? uris.managed : uris.blob])];
}

function validateFibreChannel(path: string, { targetWWNs = [], wwids = [], lun }: FCVolumeSource): FieldError[] {
  const at = `${path}.targetWWNs`;
  const errors: FieldError[] = [];
  if (targetWWNs.length + wwids.length === 0) {
    errors.push(field.required(at, 'must specify either targetWWNs or wwids, but not both'));
  }
  if (targetWWNs.length > 0 && wwids.length > 0) {
    errors.push(field.invalid(at, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously'));
  }
  if (targetWWNs.length === 0) return errors;
  if (lun === undefined)
    return [...errors, field.required(`${path}.lun`, 'lun is required if targetWWNs is specified')];
  return [...errors, ...validateLun(path, lun)];
}

function validateFlocker(path: string, { datasetName = '', datasetUUID = '' }: FlockerVolumeSource): FieldError[] {
  const errors: FieldError[] = [];
  if (datasetName === '' && datasetUUID === '') {
    errors.push(field.required(path, 'one of datasetName and datasetUUID is required'));
  }
  if (datasetName !== '' && datasetUUID !== '') {
    const detail = 'datasetName and datasetUUID can not be specified simultaneously';
    errors.push(field.invalid(path, 'resource', detail));
  }
  if (datasetName.includes('/')) errors.push(field.invalid(`${path}.datasetName`, datasetName, "must not contain '/'"));
  return errors;
}

/** Names of iSCSI: by a domain, by a number of IEEE's, or by one of T11's. */
const iscsiNames = [
  /^iqn\.\d{4}-\d{2}\.[A-Za-z0-9.-]+(:[^,;*&$|\s]+)$/,
  /^eui.[A-Za-z0-9]{16}$/,
  /^naa.[A-Za-z0-9]{32}$/,
];

function validateIscsi(path: string, source: ISCSIVolumeSource): FieldError[] {
  const { iqn = '', lun = 0, initiatorName, chapAuthDiscovery, chapAuthSession, secretRef } = source;
  const nameErrors = (name: string, value: string) =>
    iscsiNames.some((pattern) => pattern.test(value))
      ? []
      : [field.invalid(`${path}.${name}`, value, 'must be valid format')];
  return [
    ...(iqn === '' ? [] : nameErrors('iqn', iqn)),
    ...validateLun(path, lun),
    ...((chapAuthDiscovery || chapAuthSession) && secretRef === undefined ? [field.required(`${path}.secretRef`)] : []),
    ...validateSecretName(path, source),
    ...(initiatorName === undefined ? [] : nameErrors('initiatorname', initiatorName)),
  ];
}

function validateRegistry(path: string, { registry = '' }: { registry?: string }): FieldError[] {
  if (registry === '') return [];
  const detail = 'must be a host:port pair or multiple pairs separated by commas';
  return registry
    .split(',')
    .filter((pair) => !/^(\[[^\]]*\]|[^:[\]]*):[^:[\]]*$/.test(pair))
    .map(() => field.invalid(`${path}.registry`, registry, detail));
}

const csiSecrets = [
  'controllerPublishSecretRef',
  'nodePublishSecretRef',
  'nodeStageSecretRef',
  'controllerExpandSecretRef',
  'nodeExpandSecretRef',
] as const;

function validateCsiSecrets(path: string, source: CSIPersistentVolumeSource): FieldError[] {
  return csiSecrets.flatMap((name) => {
    const secret = source[name];
    if (secret === undefined) return [];
    return [
      ...(secret.name ? [] : [field.required(`${path}.${name}.name`)]),
      ...optionalText(`${path}.${name}.name`, secret.name, isDns1123Subdomain),
      ...(secret.namespace ? [] : [field.required(`${path}.${name}.namespace`)]),
      ...optionalText(`${path}.${name}.namespace`, secret.namespace, isDns1123Label),
    ];
  });
}
