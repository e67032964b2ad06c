import type { Pod } from '@sampan/api';
import type { Informer } from '@sampan/client';
import type { AdoptedPod } from '../drivers/sandbox-runtime.js';
import type { PodContext } from './pod-context.js';
import { PodWorker } from './pod-worker.js';

/** The pods of this node: a worker for each, from its first sight to its last process. */
export class PodManager {
  readonly #context: PodContext;
  readonly #workers = new Map<string, PodWorker>();
  readonly #adopted: Map<string, AdoptedPod>;
  #unsubscribe: (() => void) | undefined;

  constructor(context: PodContext, adopted: readonly AdoptedPod[]) {
    this.#context = context;
    this.#adopted = new Map(adopted.map((pod) => [pod.podUid, pod]));
  }

  /** Follows the pods of the informer, which is synced, and removes what was found of pods that are no more. */
  async start(informer: Informer<Pod>): Promise<void> {
    const unsubscribeImages = this.#context.driver.images.subscribe(() => {
      for (const worker of this.#workers.values()) worker.imagesChanged();
    });
    const unsubscribePods = informer.subscribe({
      added: (pod) => this.#seen(pod),
      updated: (pod, old) => {
        if (pod.metadata.uid !== old.metadata.uid) this.#workers.get(old.metadata.uid ?? '')?.delete();
        this.#seen(pod);
      },
      deleted: (pod) => this.#workers.get(pod.metadata.uid ?? '')?.delete(),
    });
    this.#unsubscribe = () => {
      unsubscribeImages();
      unsubscribePods();
    };
    const orphans = [...this.#adopted.keys()].filter((uid) => !this.#workers.has(uid));
    this.#adopted.clear();
    await Promise.all(orphans.map((uid) => this.#context.driver.sandboxes.remove(uid)));
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.();
    await Promise.all([...this.#workers.values()].map((worker) => worker.stop()));
  }

  find(namespace: string, name: string): PodWorker | undefined {
    return this.list().find(
      ({ runtime: { pod } }) => pod.metadata.namespace === namespace && pod.metadata.name === name,
    );
  }

  list(): PodWorker[] {
    return [...this.#workers.values()];
  }

  #seen(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const worker = this.#workers.get(uid);
    if (worker !== undefined) {
      worker.update(pod);
      return;
    }
    const adopted = this.#adopted.get(uid);
    // A pod that was done before this agent started has nothing left to be done, until it is deleted.
    this.#workers.set(
      uid,
      new PodWorker({ pod, adopted, context: this.#context, gone: () => this.#workers.delete(uid) }),
    );
  }
}
