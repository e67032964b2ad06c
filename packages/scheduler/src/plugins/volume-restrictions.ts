import { claimsOfPod, type Pod, type Volume } from '@sampan/api';
import type { Plugin } from '../framework/plugin.js';
import { refused, unresolvable } from '../framework/refusal.js';
import { claimsOf, usesClaim } from '../state/storage-state.js';

const diskConflict = refused('node(s) had no available disk');
const claimInUse = refused(
  'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode',
);

/** Disks that only one node, or only one writer, can have; and claims that only one Pod in the cluster can use. */
export const volumeRestrictions: Plugin = {
  name: 'VolumeRestrictions',
  preFilter(pod, snapshot) {
    const namespace = pod.metadata.namespace ?? '';
    const named = (pod.spec.volumes ?? []).flatMap(
      ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [],
    );
    const missing = named.find((name) => snapshot.storage.claims.get({ namespace, name }) === undefined);
    if (missing !== undefined) return { refusal: unresolvable(`persistentvolumeclaim "${missing}" not found`) };
    const exclusive = claimsOf(pod, snapshot.storage).filter(({ spec }) =>
      spec?.accessModes?.includes('ReadWriteOncePod'),
    );
    const disks = (pod.spec.volumes ?? []).filter(isDisk);
    if (exclusive.length === 0 && disks.length === 0) return undefined;
    const isUser = (other: Pod): boolean => exclusive.some((claim) => usesClaim(other, claim));
    const description = `claims ${exclusive.map(({ metadata }) => `${namespace}/${metadata.name}`)}`;
    let users = 0;
    for (const count of exclusive.length === 0 ? [] : snapshot.tallies.of(description, isUser).values()) users += count;
    return {
      filter: ({ pods }) => {
        if (disks.length > 0) {
          for (const { pod: other } of pods.values())
            if (disks.some((disk) => isTaken(disk, other))) return diskConflict;
        }
        return users > 0 ? claimInUse : undefined;
      },
      podAdded: (placed) => {
        if (isUser(placed.pod)) users++;
      },
      podRemoved: (placed) => {
        if (isUser(placed.pod)) users--;
      },
    };
  },
  hints: {
    nodeAdded: () => true,
    claimChanged: (pod, { claim }) => usesClaim(pod, claim),
    assignedPodDeleted: (pod, { pod: gone }) =>
      (pod.spec.volumes ?? []).some((volume) => isDisk(volume) && isTaken(volume, gone)) ||
      claimsOfPod(gone).some((name) => claimsOfPod(pod).includes(name)),
  },
};

function isDisk({ gcePersistentDisk, awsElasticBlockStore, rbd, iscsi }: Volume): boolean {
  return (gcePersistentDisk ?? awsElasticBlockStore ?? rbd ?? iscsi) !== undefined;
}

function isTaken(disk: Volume, { spec }: Pod): boolean {
  return spec.volumes?.some((volume) => conflict(disk, volume)) ?? false;
}

/** The same disk twice; disks that may be read by several may be so when nobody writes. */
function conflict(a: Volume, b: Volume): boolean {
  if (a.gcePersistentDisk && b.gcePersistentDisk) {
    const writes = !a.gcePersistentDisk.readOnly || !b.gcePersistentDisk.readOnly;
    if (a.gcePersistentDisk.pdName === b.gcePersistentDisk.pdName && writes) return true;
  }
  if (a.awsElasticBlockStore && b.awsElasticBlockStore) {
    if (a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore.volumeID) return true;
  }
  if (a.iscsi && b.iscsi && a.iscsi.iqn === b.iscsi.iqn && !(a.iscsi.readOnly && b.iscsi.readOnly)) return true;
  if (a.rbd === undefined || b.rbd === undefined || (a.rbd.readOnly && b.rbd.readOnly)) return false;
  const { monitors, pool = 'rbd', image } = a.rbd;
  const sameImage = pool === (b.rbd.pool ?? 'rbd') && image === b.rbd.image;
  return sameImage && monitors.some((monitor) => b.rbd?.monitors.includes(monitor));
}
