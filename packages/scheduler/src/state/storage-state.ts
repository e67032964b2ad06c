import {
  type Clock,
  type CSINode,
  claimsOfPod,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type StorageClass,
  type VolumeAttachment,
} from '@sampan/api';
import { ObjectTable } from './object-table.js';

/** What plugins see of claims and volumes. */
export class StorageState {
  readonly claims = new ObjectTable<PersistentVolumeClaim>();
  readonly volumes = new ObjectTable<PersistentVolume>();
  readonly classes = new ObjectTable<StorageClass>();
  readonly csiNodes = new ObjectTable<CSINode>();
  readonly attachments = new ObjectTable<VolumeAttachment>();
  readonly #waiting = new Set<() => void>();

  /** Something changed, here or about a Pod that waits for it. */
  changed(): void {
    for (const look of [...this.#waiting]) look();
  }

  /**
   * Resolves when `holds`, which is asked at once and after every change, is true. Rejects with what it throws, and with
   * `context deadline exceeded` when it takes too long.
   */
  until(holds: () => boolean, { clock, timeoutMs }: { clock: Clock; timeoutMs: number }): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        this.#waiting.delete(look);
        timer.cancel();
        settle();
      };
      const look = (): void => {
        try {
          if (holds()) end(resolve);
        } catch (error) {
          end(() => reject(error));
        }
      };
      const timer = clock.setTimeout(() => end(() => reject(new Error('context deadline exceeded'))), timeoutMs);
      this.#waiting.add(look);
      look();
    });
  }
}

/** The claims that a Pod uses, as far as they are there. */
export function claimsOf(pod: Pod, storage: StorageState): PersistentVolumeClaim[] {
  const namespace = pod.metadata.namespace ?? '';
  return claimsOfPod(pod).flatMap((name) => storage.claims.get({ namespace, name }) ?? []);
}

/** Whether a Pod uses the claim. */
export function usesClaim(pod: Pod, { metadata }: PersistentVolumeClaim): boolean {
  return pod.metadata.namespace === metadata.namespace && claimsOfPod(pod).includes(metadata.name ?? '');
}
