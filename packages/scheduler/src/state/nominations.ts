import type { Pod } from '@sampan/api';
import { type PlacedPod, placedPod } from './node-info.js';

/** Which nodes hold room for which waiting Pods: `status.nominatedNodeName`, and what was decided and is not written yet. */
export class Nominations {
  readonly #byNode = new Map<string, Map<string, PlacedPod>>();
  readonly #nodeOf = new Map<string, string>();

  /** Nominates the Pod for a node; '' takes its nomination back. */
  set(pod: Pod, nodeName: string): void {
    const uid = pod.metadata.uid ?? '';
    this.remove(uid);
    if (nodeName === '') return;
    this.#nodeOf.set(uid, nodeName);
    const here = this.#byNode.get(nodeName) ?? new Map<string, PlacedPod>();
    this.#byNode.set(nodeName, here.set(uid, placedPod(pod)));
  }

  remove(uid: string): void {
    const nodeName = this.#nodeOf.get(uid);
    if (nodeName === undefined) return;
    this.#nodeOf.delete(uid);
    const here = this.#byNode.get(nodeName);
    here?.delete(uid);
    if (here?.size === 0) this.#byNode.delete(nodeName);
  }

  /** '' where the Pod has none. */
  nodeOf(uid: string): string {
    return this.#nodeOf.get(uid) ?? '';
  }

  for(nodeName: string): Iterable<PlacedPod> {
    return this.#byNode.get(nodeName)?.values() ?? [];
  }

  get empty(): boolean {
    return this.#nodeOf.size === 0;
  }
}
