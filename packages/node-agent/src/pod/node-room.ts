import type { ResourceAmounts } from '@sampan/api';

/** What the pods of a node have been given, and those that wait until others give something back. */
export class NodeRoom {
  readonly #taken = new Map<string, ResourceAmounts>();
  readonly #waiting = new Map<string, () => void>();

  /** The pod has so much now; others may find room where it is less than before. */
  take(podUid: string, amounts: ResourceAmounts): void {
    const before = this.#taken.get(podUid);
    this.#taken.set(podUid, amounts);
    if (before !== undefined && Object.keys(before).some((name) => isLess(amounts, before, name))) this.#tell();
  }

  /** The pod is gone, or done. */
  release(podUid: string): void {
    this.#waiting.delete(podUid);
    if (this.#taken.delete(podUid)) this.#tell();
  }

  /** What all pods but this one have together. */
  othersOf(podUid: string): ResourceAmounts {
    const total: ResourceAmounts = {};
    for (const [uid, amounts] of this.#taken) {
      if (uid === podUid) continue;
      for (const [name, amount] of Object.entries(amounts)) total[name] = total[name]?.add(amount) ?? amount;
    }
    return total;
  }

  /** Calls back, once, when there may be room for the pod. */
  wait(podUid: string, again: () => void): void {
    this.#waiting.set(podUid, again);
  }

  #tell(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const again of waiting) again();
  }
}

function isLess(amounts: ResourceAmounts, before: ResourceAmounts, name: string): boolean {
  const [now, then] = [amounts[name], before[name]];
  return then !== undefined && (now === undefined || now.compare(then) < 0);
}
