import { type CSINode, claimsOfPod, type PersistentVolumeClaim, type Pod, storageClassOf } from '@sampan/api';
import type { Plugin } from '../framework/plugin.js';
import { refused } from '../framework/refusal.js';
import type { NodeInfo } from '../state/node-info.js';
import { claimsOf, type StorageState, usesClaim } from '../state/storage-state.js';

const refusal = refused('node(s) exceed max volume count');

/** Volumes of CSI drivers, each once: its driver, by what is unique of it. */
type CsiVolumes = Map<string, string>;

/** A node takes no more volumes of a CSI driver than its CSINode says. */
export const nodeVolumeLimits: Plugin = {
  name: 'NodeVolumeLimits',
  preFilter(pod, { storage }) {
    const wanted = volumesOf(pod, storage);
    if (wanted.size === 0) return undefined;
    return {
      filter: (node) => {
        const limits = limitsOf(storage.csiNodes.get({ namespace: '', name: node.name }));
        if (limits.size === 0) return undefined;
        const there = volumesOn(node, storage);
        const counts = new Map<string, number>();
        for (const driver of new Map([...there, ...wanted]).values()) counts.set(driver, (counts.get(driver) ?? 0) + 1);
        const news = [...wanted].filter(([volume]) => !there.has(volume));
        return news.some(([, driver]) => (counts.get(driver) ?? 0) > (limits.get(driver) ?? Infinity))
          ? refusal
          : undefined;
      },
    };
  },
  hints: {
    nodeAdded: () => true,
    csiNodeChanged: () => true,
    assignedPodDeleted: (_pod, { pod: gone }) => claimsOfPod(gone).length > 0,
    claimChanged: (pod, { claim }) => usesClaim(pod, claim),
  },
};

function limitsOf(csiNode: CSINode | undefined): Map<string, number> {
  return new Map(
    (csiNode?.spec.drivers ?? []).flatMap(({ name, allocatable }): [string, number][] =>
      allocatable?.count === undefined ? [] : [[name, allocatable.count]],
    ),
  );
}

/** Volumes of the Pods on the node, and those that are attached to it still. */
function volumesOn({ name, pods }: NodeInfo, storage: StorageState): CsiVolumes {
  const volumes: CsiVolumes = new Map();
  for (const { pod } of pods.values())
    for (const [volume, driver] of volumesOf(pod, storage)) volumes.set(volume, driver);
  for (const { spec } of storage.attachments.in('')) {
    if (spec.nodeName !== name || spec.source.persistentVolumeName === undefined) continue;
    const volume = storage.volumes.get({ namespace: '', name: spec.source.persistentVolumeName });
    const { driver, volumeHandle } = volume?.spec?.csi ?? {};
    if (driver !== undefined) volumes.set(`${driver}/${volumeHandle}`, driver);
  }
  return volumes;
}

function volumesOf(pod: Pod, storage: StorageState): CsiVolumes {
  return new Map(claimsOf(pod, storage).flatMap((claim) => csiVolumeOf(claim, storage)));
}

/** The volume that the claim has, or will have from the driver of its class. */
function csiVolumeOf(claim: PersistentVolumeClaim, { volumes, classes }: StorageState): [string, string][] {
  const volume = volumes.get({ namespace: '', name: claim.spec?.volumeName ?? '' });
  if (volume !== undefined) {
    const { driver, volumeHandle } = volume.spec?.csi ?? {};
    return driver === undefined ? [] : [[`${driver}/${volumeHandle}`, driver]];
  }
  const driver = classes.get({ namespace: '', name: storageClassOf(claim) ?? '' })?.provisioner;
  return driver === undefined ? [] : [[`${driver}-${claim.metadata.namespace}/${claim.metadata.name}`, driver]];
}
