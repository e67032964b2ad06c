import {
  type Node,
  type NodeSelectorTerm,
  nodeSelectorMatches,
  type PersistentVolume,
  type PersistentVolumeClaim,
  Quantity,
  resources,
  type StorageClass,
  volumeAnnotations,
} from '@sampan/api';
import { type Action, createAction, eventAction, updateAction, updateStatusAction } from '@sampan/client';
import { localProvisionerName } from './local-class.js';

interface Observed {
  readonly storageClass: StorageClass | undefined;
  /** The node that the scheduler has chosen for the claim. */
  readonly node: Node | undefined;
  /** The volume that the claim has, or that was made for it. */
  readonly volume: PersistentVolume | undefined;
  /** Where a volume of that name lies. */
  pathOf(volume: string): string;
}

interface Plan {
  /** The folder that has to be there before anything is written. */
  readonly folder?: string;
  readonly actions: Action[];
}

const nothing: Plan = { actions: [] };

/** What the volume of a claim is called that is made for it. */
export function volumeNameOf({ metadata }: PersistentVolumeClaim): string {
  return `pvc-${metadata.uid}`;
}

/** Whether the volume is a folder of this provisioner. */
export function isLocal({ metadata }: PersistentVolume): boolean {
  return metadata.annotations?.[volumeAnnotations.provisionedBy] === localProvisionerName;
}

/** The next step with a claim for which a volume is to be made, or made larger. */
export function planLocalVolume(claim: PersistentVolumeClaim, observed: Observed): Plan {
  if (claim.status?.phase === 'Bound') return { actions: planExpansion(claim, observed.volume) };
  const isAsked = claim.metadata.annotations?.[volumeAnnotations.provisioner] === localProvisionerName;
  const { storageClass, volume } = observed;
  if (!isAsked || claim.spec?.volumeName || volume !== undefined || storageClass === undefined) return nothing;
  if (storageClass.provisioner !== localProvisionerName) return nothing;
  const isLate = storageClass.volumeBindingMode === 'WaitForFirstConsumer';
  if (isLate && observed.node === undefined) return nothing;
  const problem = problemOf(claim) ?? (isLate ? misplaced(storageClass, observed.node) : undefined);
  if (problem !== undefined) {
    const message = `failed to provision volume with StorageClass "${storageClass.metadata.name}": ${problem}`;
    return { actions: [eventAction(claim, 'Warning', { reason: 'ProvisioningFailed', message })] };
  }
  const name = volumeNameOf(claim);
  const folder = observed.pathOf(name);
  const places = isLate && observed.node !== undefined ? [onNode(observed.node)] : allowedPlaces(storageClass);
  const shown = `${claim.metadata.namespace}/${claim.metadata.name}`;
  return {
    folder,
    actions: [
      eventAction(claim, 'Normal', {
        reason: 'Provisioning',
        message: `External provisioner is provisioning volume for claim "${shown}"`,
      }),
      createAction(resources.persistentVolumes, newVolume(claim, { name, folder, places, storageClass })),
      eventAction(claim, 'Normal', {
        reason: 'ProvisioningSucceeded',
        message: `Successfully provisioned volume ${name}`,
      }),
    ],
  };
}

function problemOf({ spec }: PersistentVolumeClaim): string | undefined {
  if (spec?.volumeMode === 'Block') return 'block volumes are not supported';
  return spec?.selector === undefined ? undefined : 'claim Selector is not supported';
}

/** Why a volume of this class cannot be where the scheduler has put it. */
function misplaced({ allowedTopologies = [] }: StorageClass, node: Node | undefined): string | undefined {
  if (node === undefined || allowedTopologies.length === 0) return undefined;
  const nodeSelectorTerms = allowedPlaces({ allowedTopologies });
  return nodeSelectorMatches({ nodeSelectorTerms }, node)
    ? undefined
    : `selected node "${node.metadata.name}" is not in the allowed topologies of the class`;
}

function onNode({ metadata }: Node): NodeSelectorTerm {
  const hostname = metadata.labels?.['kubernetes.io/hostname'] ?? metadata.name ?? '';
  return { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [hostname] }] };
}

/** All nodes of a cluster are on one machine, and see the same folders; a class may say which of them it is for. */
function allowedPlaces({ allowedTopologies = [] }: Pick<StorageClass, 'allowedTopologies'>): NodeSelectorTerm[] {
  if (allowedTopologies.length === 0) return [onAnyNode];
  return allowedTopologies.map(({ matchLabelExpressions = [] }) => ({
    matchExpressions: matchLabelExpressions.map(({ key, values }) => ({ key, operator: 'In', values })),
  }));
}

const onAnyNode: NodeSelectorTerm = { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'Exists' }] };

interface Made {
  readonly name: string;
  readonly folder: string;
  readonly places: readonly NodeSelectorTerm[];
  readonly storageClass: StorageClass;
}

function newVolume(claim: PersistentVolumeClaim, { name, folder, places, storageClass }: Made): PersistentVolume {
  const { metadata, spec = {} } = claim;
  const { uid = '', namespace = '' } = metadata;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { [volumeAnnotations.provisionedBy]: localProvisionerName } },
    spec: {
      accessModes: spec.accessModes ?? [],
      capacity: { storage: spec.resources?.requests?.storage ?? '0' },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: metadata.name ?? '', uid },
      local: { path: folder },
      nodeAffinity: { required: { nodeSelectorTerms: [...places] } },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name ?? '',
      ...(storageClass.mountOptions && { mountOptions: storageClass.mountOptions }),
      ...(spec.volumeMode && { volumeMode: spec.volumeMode }),
    },
  };
}

/** A folder is as large as one says: first of the volume, then of the claim. */
function planExpansion(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): Action[] {
  if (volume === undefined || !isLocal(volume)) return [];
  const storage = claim.spec?.resources?.requests?.storage ?? '0';
  const wanted = Quantity.parse(storage);
  const isLess = (size = '0') => Quantity.parse(size).compare(wanted) < 0;
  if (isLess(volume.spec?.capacity?.storage)) {
    const capacity = { ...volume.spec?.capacity, storage };
    const message = `External resizer is resizing volume ${volume.metadata.name}`;
    return [
      eventAction(claim, 'Normal', { reason: 'Resizing', message }),
      updateAction(resources.persistentVolumes, { ...volume, spec: { ...volume.spec, capacity } }),
    ];
  }
  const has = claim.status?.capacity?.storage;
  if (!isLess(has)) return [];
  const status = { ...claim.status, capacity: { ...claim.status?.capacity, storage } };
  return [
    updateStatusAction(resources.persistentVolumeClaims, { ...claim, status }),
    eventAction(claim, 'Normal', { reason: 'VolumeResizeSuccessful', message: 'Resize volume succeeded' }),
  ];
}
