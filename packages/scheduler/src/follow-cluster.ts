import {
  deepEqual,
  isPodTerminal,
  type KubernetesObject,
  type Namespace,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type StorageClass,
} from '@sampan/api';
import type { Informer } from '@sampan/client';
import type { SchedulingQueue } from './queue/scheduling-queue.js';
import type { ClusterState } from './state/cluster-state.js';
import { hasPodAffinity } from './state/node-info.js';
import { claimNamesOf, type ObjectTable } from './state/storage-state.js';

export interface ClusterInformers {
  readonly nodes: Informer<Node>;
  readonly namespaces: Informer<Namespace>;
  readonly pods: Informer<Pod>;
  readonly claims: Informer<PersistentVolumeClaim>;
  readonly volumes: Informer<PersistentVolume>;
  readonly classes: Informer<StorageClass>;
}

interface Followers {
  readonly state: ClusterState;
  readonly queue: SchedulingQueue;
  /** Only Pods that name this scheduler are queued. */
  readonly name: string;
  /** Called when there may be something to schedule. */
  wake(): void;
}

/** Keeps the state and the queue true to what the informers tell. */
export function followCluster(informers: ClusterInformers, { state, queue, name, wake }: Followers): void {
  informers.nodes.subscribe({
    added: (node) => makesRoom(() => state.setNode(node)),
    updated: (node, old) => {
      // Agents write their node's status all the time: only what plugins look at makes room.
      if (mayMakeRoom(node, old)) makesRoom(() => state.setNode(node));
      else state.setNode(node);
    },
    deleted: (node) => makesRoom(() => state.removeNode(node.metadata.name ?? '')),
  });
  informers.namespaces.subscribe({
    added: (namespace) => state.setNamespace(namespace),
    updated: (namespace) => state.setNamespace(namespace),
    deleted: (namespace) => state.removeNamespace(namespace.metadata.name ?? ''),
  });
  informers.pods.subscribe({
    added: podChanged,
    updated: podChanged,
    deleted: (pod) => {
      const uid = pod.metadata.uid ?? '';
      queue.remove(uid);
      if (state.isPlaced(uid)) makesRoom(() => state.removePod(uid));
    },
  });

  follow(informers.claims, state.storage.claims);
  follow(informers.volumes, state.storage.volumes);
  follow(informers.classes, state.storage.classes);

  /** What Pods with claims wait for. */
  function follow<T extends KubernetesObject>(informer: Informer<T>, known: ObjectTable<T>): void {
    const take = (object: T): void => {
      known.set(object);
      if (queue.moveAll(hasClaims)) wake();
    };
    informer.subscribe({ added: take, updated: take, deleted: (object) => known.delete(object) });
  }

  function podChanged(pod: Pod, old?: Pod): void {
    const uid = pod.metadata.uid ?? '';
    if (pod.spec.nodeName) {
      queue.remove(uid);
      if (isPodTerminal(pod) && state.isPlaced(uid)) makesRoom(() => state.setPod(pod));
      else placed(pod, old);
      return;
    }
    if ((pod.spec.schedulerName ?? 'default-scheduler') !== name || state.isAssumed(uid)) return;
    const waits = pod.metadata.deletionTimestamp === undefined && (pod.spec.schedulingGates ?? []).length === 0;
    if (!waits) queue.remove(uid);
    else if (old === undefined || !queue.has(uid) || specChanged(pod, old)) queue.add(pod);
    wake();
  }

  /** A Pod on a node takes room, but others may have waited for its company. */
  function placed(pod: Pod, old?: Pod): void {
    const isNews = !old?.spec.nodeName || !deepEqual(pod.metadata.labels, old.metadata.labels);
    state.setPod(pod);
    if (isNews && queue.moveAll(hasPodAffinity)) wake();
  }

  /** Takes in a change that may make room for Pods that no node took. */
  function makesRoom(take: () => void): void {
    take();
    if (queue.moveAll()) wake();
  }
}

function mayMakeRoom(node: Node, old: Node): boolean {
  return (
    !deepEqual(node.spec, old.spec) ||
    !deepEqual(node.metadata.labels, old.metadata.labels) ||
    !deepEqual(node.status?.allocatable, old.status?.allocatable)
  );
}

/** Status changes do not make a Pod schedulable; labels and the spec may. */
function specChanged(pod: Pod, old: Pod): boolean {
  return (
    pod.metadata.generation !== old.metadata.generation ||
    JSON.stringify([pod.metadata.labels, pod.spec]) !== JSON.stringify([old.metadata.labels, old.spec])
  );
}

function hasClaims(pod: Pod): boolean {
  return claimNamesOf(pod).length > 0;
}
