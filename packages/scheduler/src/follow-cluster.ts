import { isPodTerminal, type KubernetesObject, type Node, type Pod, resources } from '@sampan/api';
import { type Client, createInformer, type Informer, type InformerOptions } from '@sampan/client';
import type { SchedulingQueue } from './queue/scheduling-queue.js';
import type { ClusterState } from './state/cluster-state.js';
import type { ObjectTable } from './state/object-table.js';

export type ClusterInformers = ReturnType<typeof createClusterInformers>;

/** Of everything that decides where Pods go. */
export function createClusterInformers(client: Client, options: InformerOptions) {
  const informer = <T extends KubernetesObject>(type: Parameters<typeof createInformer<T>>[1]) =>
    createInformer(client, type, options);
  return {
    nodes: informer(resources.nodes),
    namespaces: informer(resources.namespaces),
    pods: informer(resources.pods),
    budgets: informer(resources.podDisruptionBudgets),
    claims: informer(resources.persistentVolumeClaims),
    volumes: informer(resources.persistentVolumes),
    classes: informer(resources.storageClasses),
    csiNodes: informer(resources.csiNodes),
    attachments: informer(resources.volumeAttachments),
    services: informer(resources.services),
    replicationControllers: informer(resources.replicationControllers),
    replicaSets: informer(resources.replicaSets),
    statefulSets: informer(resources.statefulSets),
  };
}

interface Followers {
  readonly state: ClusterState;
  readonly queue: SchedulingQueue;
  /** Whether the Pod names one of the scheduler's profiles: only such Pods are queued. */
  isMine(pod: Pod): boolean;
  /** A Pod that waited for permission to be bound is gone. */
  gone(pod: Pod): void;
}

/** Keeps the state and the queue true to what the informers tell. */
export function followCluster(informers: ClusterInformers, { state, queue, isMine, gone }: Followers): void {
  const { storage, workloads } = state;
  informers.nodes.subscribe({
    added: (node) => {
      state.setNode(node);
      queue.move('nodeAdded', { node });
    },
    updated: (node, old) => {
      state.setNode(node);
      // Agents write their node's status all the time: only what plugins look at is news.
      if (isNews(node, old)) queue.move('nodeUpdated', { node, old });
    },
    deleted: (node) => {
      state.removeNode(node.metadata.name ?? '');
      queue.move('nodeDeleted', { node });
    },
  });
  informers.namespaces.subscribe({
    added: (namespace) => state.setNamespace(namespace),
    updated: (namespace, old) => {
      if (changed(namespace.metadata.labels, old.metadata.labels)) state.setNamespace(namespace);
    },
    deleted: (namespace) => state.removeNamespace(namespace.metadata.name ?? ''),
  });
  informers.pods.subscribe({
    added: (pod) => podChanged(pod),
    updated: podChanged,
    deleted: podDeleted,
  });
  follow(informers.claims, storage.claims, (claim) => queue.move('claimChanged', { claim }));
  follow(informers.volumes, storage.volumes, (volume) => queue.move('volumeChanged', { volume }));
  follow(informers.classes, storage.classes, (storageClass) => queue.move('classChanged', { storageClass }));
  follow(informers.csiNodes, storage.csiNodes, (csiNode) => queue.move('csiNodeChanged', { csiNode }));
  follow(informers.attachments, storage.attachments);
  follow(informers.budgets, state.budgets);
  follow(informers.services, workloads.services);
  follow(informers.replicationControllers, workloads.replicationControllers);
  follow(informers.replicaSets, workloads.replicaSets);
  follow(informers.statefulSets, workloads.statefulSets);

  function follow<T extends KubernetesObject>(
    informer: Informer<T>,
    known: ObjectTable<T>,
    news?: (object: T) => void,
  ) {
    const take = (object: T): void => {
      known.set(object);
      if (news === undefined) return;
      storage.changed();
      news(object);
    };
    informer.subscribe({
      added: take,
      updated: take,
      deleted: (object) => {
        known.delete(object);
        storage.changed();
      },
    });
  }

  function podChanged(pod: Pod, old?: Pod): void {
    const uid = pod.metadata.uid ?? '';
    if (pod.spec.nodeName) {
      queue.remove(uid);
      if (isPodTerminal(pod)) podLeft(pod);
      else podPlaced(pod, old);
      return;
    }
    if (!isMine(pod) || state.isAssumed(uid)) return;
    if (pod.metadata.deletionTimestamp !== undefined || isPodTerminal(pod)) {
      queue.remove(uid);
      endNomination(pod);
      return;
    }
    state.nominations.set(pod, pod.status?.nominatedNodeName ?? '');
    if (old === undefined) queue.add(pod);
    else queue.update(pod, old);
  }

  /** A Pod on a node takes room, but others may have waited for its company. */
  function podPlaced(pod: Pod, old?: Pod): void {
    const isNew = !old?.spec.nodeName;
    state.setPod(pod);
    if (isNew) queue.move('assignedPodAdded', { pod });
    else if (changed([pod.metadata.labels, pod.spec], [old.metadata.labels, old.spec])) {
      queue.move('assignedPodUpdated', { pod, old });
    }
  }

  function podLeft(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    if (!state.isPlaced(uid)) return;
    state.removePod(uid);
    queue.move('assignedPodDeleted', { pod });
  }

  function podDeleted(pod: Pod): void {
    queue.remove(pod.metadata.uid ?? '');
    gone(pod);
    storage.changed();
    if (pod.spec.nodeName || state.isPlaced(pod.metadata.uid ?? '')) podLeft(pod);
    else endNomination(pod);
  }

  /** The room that it held is for others now. */
  function endNomination(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    if (state.nominations.nodeOf(uid) === '') return;
    state.nominations.remove(uid);
    queue.move('assignedPodDeleted', { pod });
  }
}

function isNews(node: Node, old: Node): boolean {
  return (
    changed(node.spec, old.spec) ||
    changed(node.metadata.labels, old.metadata.labels) ||
    changed(node.status?.allocatable, old.status?.allocatable)
  );
}

/** Two values from the same server have their fields in the same order. */
function changed(a: unknown, b: unknown): boolean {
  return a !== b && JSON.stringify(a) !== JSON.stringify(b);
}
