import { type PersistentVolume, type Pod, Quantity, resources } from '@sampan/api';
import { type Action, createAction, deleteAction } from '@sampan/client';

/** For whose sake a recycler runs: one that is left from another claim has emptied the volume too early. */
const forClaim = 'sampan.io/recycles-after';

/** Where recyclers run, and what they are called (`internalRecycleVolumeByWatchingPodUntilCompletion`). */
export const recyclerNamespace = 'default';
const prefix = 'recycler-for-';

export function recyclerName({ metadata }: PersistentVolume): string {
  return `${prefix}${metadata.name}`;
}

/** The volume that a Pod of this name empties. */
export function recycledVolume(podName: string): string | undefined {
  return podName.startsWith(prefix) ? podName.slice(prefix.length) : undefined;
}

/** How it stands with the emptying of a volume, and the next step towards its end. */
export interface Recycling {
  readonly actions: readonly Action[];
  readonly outcome?: 'recycled' | { readonly failure: string };
}

/** The next step of emptying the folder of a volume by a Pod that mounts it; `pod` is the one there is of that name. */
export function planRecycle(volume: PersistentVolume, pod: Pod | undefined): Recycling {
  if (pod === undefined) return { actions: [createAction(resources.pods, recycler(volume))] };
  // The Pod goes before its word is taken: the next time there has to be another one.
  const actions = [deleteAction(resources.pods, pod)];
  const isOurs = pod.metadata.annotations?.[forClaim] === volume.spec?.claimRef?.uid;
  const { phase, message } = pod.status ?? {};
  if (!isOurs) return { actions: pod.metadata.deletionTimestamp === undefined ? actions : [] };
  if (phase === 'Succeeded') return { actions, outcome: 'recycled' };
  if (phase === 'Failed')
    return { actions, outcome: { failure: message || 'pod failed, pod.Status.Message unknown.' } };
  return { actions: [] };
}

/** Seconds: a minute at least, and half a one for each gibibyte (`CalculateTimeoutForVolume`). */
function deadline({ spec }: PersistentVolume): number {
  const gibibytes = Math.floor(Quantity.parse(spec?.capacity?.storage ?? '0').toNumber() / 2 ** 30);
  return Math.max(60, 30 * gibibytes);
}

/** `NewPersistentVolumeRecyclerPodTemplate`. */
function recycler(volume: PersistentVolume): Pod {
  const script = 'test -e /scrub && find /scrub -mindepth 1 -delete && test -z "$(ls -A /scrub)" || exit 1';
  const hostPath = { path: volume.spec?.hostPath?.path ?? '' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: recyclerName(volume),
      namespace: recyclerNamespace,
      annotations: { [forClaim]: volume.spec?.claimRef?.uid ?? '' },
    },
    spec: {
      activeDeadlineSeconds: deadline(volume),
      restartPolicy: 'Never',
      volumes: [{ name: 'vol', hostPath }],
      containers: [
        {
          name: 'pv-recycler',
          image: 'registry.k8s.io/build-image/debian-base:bookworm-v1.0.6',
          command: ['/bin/sh'],
          args: ['-c', script],
          volumeMounts: [{ name: 'vol', mountPath: '/scrub' }],
        },
      ],
    },
  };
}
