import { deepEqual, isPodTerminal, type Namespace, type Node, type Pod, type PodDisruptionBudget } from '@sampan/api';
import { sameAmounts } from './amounts.js';
import { NodeImages } from './node-images.js';
import { NodeInfo, type PlacedPod, placedPod } from './node-info.js';
import { Nominations } from './nominations.js';
import { ObjectTable } from './object-table.js';
import { PlacedAffinities } from './placed-affinities.js';
import { PodTallies } from './pod-tallies.js';
import { StorageState } from './storage-state.js';
import { Workloads } from './workloads.js';

/** What plugins see of the cluster. */
export interface Snapshot {
  readonly nodes: readonly NodeInfo[];
  node(name: string): NodeInfo | undefined;
  /** What Pods on nodes want of other Pods. */
  readonly affinities: PlacedAffinities;
  /** The labels of a namespace, for selectors over namespaces. */
  namespaceLabels(name: string): Record<string, string>;
  readonly tallies: PodTallies;
  readonly nominations: Pick<Nominations, 'for' | 'nodeOf' | 'empty'>;
  readonly storage: StorageState;
  readonly workloads: Workloads;
  readonly images: NodeImages;
  readonly budgets: ObjectTable<PodDisruptionBudget>;
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
  readonly workloads = new Workloads();
  readonly images = new NodeImages();
  readonly budgets = new ObjectTable<PodDisruptionBudget>();
  readonly nominations = new Nominations();
  readonly affinities = new PlacedAffinities((name) => this.namespaceLabels(name));
  readonly tallies = new PodTallies({
    nodes: () => this.#nodes.values(),
    labelsOf: (name) => this.#nodes.get(name)?.node.metadata.labels ?? {},
  });
  readonly #nodes = new Map<string, NodeInfo>();
  readonly #nodeOfPod = new Map<string, string>();
  readonly #assumed = new Set<string>();
  readonly #namespaces = new Map<string, Record<string, string>>();
  /** Pods on nodes that have not been seen yet, by the node's name. */
  readonly #waiting = new Map<string, Map<string, PlacedPod>>();
  #list: NodeInfo[] | undefined;

  /** In the order in which they came; the same array until nodes come or go. */
  get nodes(): readonly NodeInfo[] {
    this.#list ??= [...this.#nodes.values()];
    return this.#list;
  }

  node(name: string): NodeInfo | undefined {
    return this.#nodes.get(name);
  }

  namespaceLabels(name: string): Record<string, string> {
    return this.#namespaces.get(name) ?? {};
  }

  setNamespace({ metadata }: Namespace): void {
    this.#namespaces.set(metadata.name ?? '', metadata.labels ?? {});
    this.tallies.clear();
  }

  removeNamespace(name: string): void {
    this.#namespaces.delete(name);
    this.tallies.clear();
  }

  setNode(node: Node): void {
    const name = node.metadata.name ?? '';
    const known = this.#nodes.get(name);
    this.images.set(node);
    if (known !== undefined) {
      if (!deepEqual(known.node.metadata.labels, node.metadata.labels)) this.tallies.clear();
      known.setNode(node);
      return;
    }
    const info = new NodeInfo(node);
    this.#nodes.set(name, info);
    this.#list = undefined;
    for (const placed of this.#waiting.get(name)?.values() ?? []) this.#add(info, placed);
    this.#waiting.delete(name);
  }

  removeNode(name: string): void {
    const info = this.#nodes.get(name);
    if (info === undefined) return;
    this.images.delete(name);
    const orphans = new Map(info.pods);
    for (const uid of orphans.keys()) this.#take(info, uid);
    this.#nodes.delete(name);
    this.#list = undefined;
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
    this.nominations.remove(uid);
    this.#place({ ...pod, spec: sameAmounts({ ...pod.spec, nodeName }, pod.spec) }, nodeName);
  }

  /** Takes an assumption back. */
  forget(uid: string): void {
    if (this.#assumed.delete(uid)) this.#remove(uid);
  }

  /** What the informer says of a Pod that has a node. Pods that have ended take nothing. */
  setPod(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const nodeName = pod.spec.nodeName ?? '';
    this.nominations.remove(uid);
    if (this.#assumed.delete(uid)) this.#adoptAmounts(pod, nodeName);
    if (isPodTerminal(pod)) this.#remove(uid);
    else this.#place(pod, nodeName);
  }

  removePod(uid: string): void {
    this.#assumed.delete(uid);
    this.nominations.remove(uid);
    this.#remove(uid);
  }

  /** A Pod that was bound takes what was assumed, unless it was resized meanwhile. */
  #adoptAmounts({ metadata, spec }: Pod, nodeName: string): void {
    const placed = this.#nodes.get(nodeName)?.pods.get(metadata.uid ?? '');
    const before = placed?.pod.spec;
    const same = before?.containers.every(({ resources }, index) =>
      deepEqual(resources, spec.containers[index]?.resources),
    );
    if (before !== undefined && same) sameAmounts(spec, before);
  }

  #place(pod: Pod, nodeName: string): void {
    const uid = pod.metadata.uid ?? '';
    if (this.#nodeOfPod.get(uid) !== nodeName) this.#remove(uid);
    this.#nodeOfPod.set(uid, nodeName);
    const info = this.#nodes.get(nodeName);
    if (info !== undefined) {
      this.#take(info, uid);
      this.#add(info, placedPod(pod));
      return;
    }
    const waiting = this.#waiting.get(nodeName) ?? new Map<string, PlacedPod>();
    this.#waiting.set(nodeName, waiting.set(uid, placedPod(pod)));
  }

  #remove(uid: string): void {
    const nodeName = this.#nodeOfPod.get(uid);
    if (nodeName === undefined) return;
    this.#nodeOfPod.delete(uid);
    const info = this.#nodes.get(nodeName);
    if (info !== undefined) this.#take(info, uid);
    this.#waiting.get(nodeName)?.delete(uid);
  }

  #add(info: NodeInfo, placed: PlacedPod): void {
    info.add(placed);
    this.affinities.changed(info.name, placed, 1);
    this.tallies.changed(info.name, placed.pod, 1);
  }

  #take(info: NodeInfo, uid: string): void {
    const placed = info.remove(uid);
    if (placed === undefined) return;
    this.affinities.changed(info.name, placed, -1);
    this.tallies.changed(info.name, placed.pod, -1);
  }
}
