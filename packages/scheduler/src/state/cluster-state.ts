import { isPodTerminal, type Namespace, type Node, type Pod } from '@sampan/api';
import { NodeInfo, placedPod } from './node-info.js';
import { type Storage, StorageState } from './storage-state.js';

/** What plugins see of the cluster. */
export interface Snapshot {
  readonly nodes: readonly NodeInfo[];
  /** The labels of a namespace, for selectors over namespaces. */
  namespaceLabels(name: string): Record<string, string>;
  readonly storage: Storage;
}

/**
 * The cluster as the scheduler believes it to be: what informers have told, and its own decisions that they have not
 * told yet. A Pod is assumed on its node from the decision on, so that the next decision counts with it:
 *
 *   assume ──▶ assumed ──informer──▶ placed ──informer──▶ gone
 *                 └──────forget (the binding failed)───────┘
 */
export class ClusterState implements Snapshot {
  readonly storage = new StorageState();
  readonly #nodes = new Map<string, NodeInfo>();
  readonly #nodeOfPod = new Map<string, string>();
  readonly #assumed = new Set<string>();
  readonly #namespaces = new Map<string, Record<string, string>>();
  /** Pods on nodes that have not been seen yet, by the node's name. */
  readonly #waiting = new Map<string, Map<string, Pod>>();
  #list: NodeInfo[] | undefined;

  /** In the order in which they came; the same array until nodes come or go. */
  get nodes(): readonly NodeInfo[] {
    this.#list ??= [...this.#nodes.values()];
    return this.#list;
  }

  namespaceLabels(name: string): Record<string, string> {
    return this.#namespaces.get(name) ?? {};
  }

  setNamespace(namespace: Namespace): void {
    this.#namespaces.set(namespace.metadata.name ?? '', namespace.metadata.labels ?? {});
  }

  removeNamespace(name: string): void {
    this.#namespaces.delete(name);
  }

  setNode(node: Node): void {
    const name = node.metadata.name ?? '';
    const known = this.#nodes.get(name);
    if (known !== undefined) {
      known.setNode(node);
      return;
    }
    const info = new NodeInfo(node);
    this.#nodes.set(name, info);
    this.#list = undefined;
    for (const pod of this.#waiting.get(name)?.values() ?? []) info.add(placedPod(pod));
    this.#waiting.delete(name);
  }

  removeNode(name: string): void {
    const info = this.#nodes.get(name);
    if (info === undefined) return;
    this.#nodes.delete(name);
    this.#list = undefined;
    const orphans = new Map([...info.pods].map(([uid, { pod }]) => [uid, pod]));
    if (orphans.size > 0) this.#waiting.set(name, orphans);
  }

  /** Whether the Pod takes room on a node, known or not. */
  isPlaced(uid: string): boolean {
    return this.#nodeOfPod.has(uid);
  }

  isAssumed(uid: string): boolean {
    return this.#assumed.has(uid);
  }

  /** Counts `pod` on the node that was chosen for it, before the server knows. */
  assume(pod: Pod, nodeName: string): void {
    const uid = pod.metadata.uid ?? '';
    this.#assumed.add(uid);
    this.#place({ ...pod, spec: { ...pod.spec, nodeName } }, nodeName);
  }

  /** Takes an assumption back. */
  forget(uid: string): void {
    if (this.#assumed.delete(uid)) this.#remove(uid);
  }

  /** What the informer says of a Pod that has a node. Pods that have ended take nothing. */
  setPod(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    this.#assumed.delete(uid);
    if (isPodTerminal(pod)) this.#remove(uid);
    else this.#place(pod, pod.spec.nodeName ?? '');
  }

  removePod(uid: string): void {
    this.#assumed.delete(uid);
    this.#remove(uid);
  }

  #place(pod: Pod, nodeName: string): void {
    const uid = pod.metadata.uid ?? '';
    if (this.#nodeOfPod.get(uid) !== nodeName) this.#remove(uid);
    this.#nodeOfPod.set(uid, nodeName);
    const info = this.#nodes.get(nodeName);
    if (info !== undefined) {
      info.add(placedPod(pod));
      return;
    }
    const waiting = this.#waiting.get(nodeName) ?? new Map<string, Pod>();
    this.#waiting.set(nodeName, waiting.set(uid, pod));
  }

  #remove(uid: string): void {
    const nodeName = this.#nodeOfPod.get(uid);
    if (nodeName === undefined) return;
    this.#nodeOfPod.delete(uid);
    this.#nodes.get(nodeName)?.remove(uid);
    this.#waiting.get(nodeName)?.delete(uid);
  }
}
