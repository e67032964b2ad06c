import { deepEqual, type Node, type PersistentVolume } from '@sampan/api';
import type { Plugin } from '../framework/plugin.js';
import { unresolvable } from '../framework/refusal.js';
import { claimsOf, usesClaim } from '../state/storage-state.js';

const refusal = unresolvable('node(s) had no available volume zone');

/** The labels by which volumes and nodes say where they are, and what the older ones are called now. */
const currentNames: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region': 'topology.kubernetes.io/region',
};

interface Place {
  readonly label: string;
  readonly values: readonly string[];
}

/** Volumes whose labels name zones or regions are of use there alone; nodes that name none are taken to be anywhere. */
export const volumeZone: Plugin = {
  name: 'VolumeZone',
  preFilter(pod, { storage }) {
    const places = claimsOf(pod, storage).flatMap(({ spec }) =>
      placesOf(storage.volumes.get({ namespace: '', name: spec?.volumeName ?? '' })),
    );
    if (places.length === 0) return undefined;
    return {
      filter: ({ node }) => (isAnywhere(node) || places.every((place) => isAt(node, place)) ? undefined : refusal),
    };
  },
  hints: {
    nodeAdded: () => true,
    nodeUpdated: (_pod, { node, old }) => !deepEqual(node.metadata.labels, old.metadata.labels),
    claimChanged: (pod, { claim }) => usesClaim(pod, claim),
    volumeChanged: () => true,
  },
};

/** Several zones are written with `__` between them. */
function placesOf(volume: PersistentVolume | undefined): Place[] {
  return Object.keys(currentNames).flatMap((label) => {
    const value = volume?.metadata.labels?.[label];
    return value === undefined ? [] : [{ label, values: value.split('__') }];
  });
}

function isAnywhere({ metadata }: Node): boolean {
  return Object.keys(currentNames).every((label) => metadata.labels?.[label] === undefined);
}

function isAt({ metadata }: Node, { label, values }: Place): boolean {
  const at = metadata.labels?.[label] ?? metadata.labels?.[currentNames[label] ?? ''];
  return at !== undefined && values.includes(at);
}
