import { deepEqual } from '@sampan/api';
import type { PodAction } from './next.js';

/** The first wait after an action has failed; it doubles up to two minutes, as the kubelet's for volumes. */
const firstDelay = 500;
const maxDelay = 122_000;

/**
 * Paces the actions of a pod, so that no mistake anywhere can make its worker run in circles. An action that failed
 * waits before it is tried again, and so does one that was done and is asked for again at once: whatever it did, it did
 * not change what was observed. Actions that are no longer asked for are forgotten, with their waits.
 */
export class ActionPacer {
  readonly #waits = new Map<string, { delay: number; at: number }>();
  readonly #done = new Map<string, PodAction>();

  /** Those of the actions asked for that are due at `now`. */
  due(actions: readonly PodAction[], now: number): PodAction[] {
    const asked = new Map(actions.map((action) => [actionKey(action), action]));
    for (const [key, done] of this.#done) {
      if (deepEqual(asked.get(key), done)) this.failed(done, now);
      else this.#waits.delete(key);
    }
    this.#done.clear();
    for (const key of this.#waits.keys()) if (!asked.has(key)) this.#waits.delete(key);
    return actions.filter((action) => now >= (this.#waits.get(actionKey(action))?.at ?? 0));
  }

  done(action: PodAction): void {
    this.#done.set(actionKey(action), action);
  }

  failed(action: PodAction, now: number): void {
    const before = this.#waits.get(actionKey(action))?.delay;
    const delay = before === undefined ? firstDelay : Math.min(before * 2, maxDelay);
    this.#waits.set(actionKey(action), { delay, at: now + delay });
  }

  /** What kept these actions from succeeding has changed: they are due at once. */
  hurry(type: PodAction['type']): void {
    for (const [key, wait] of this.#waits) if (key.split(' ')[0] === type) wait.at = 0;
  }

  /** When the first of the waiting actions is due, if it is later than `now`. */
  wakeAt(now: number): number | undefined {
    const later = [...this.#waits.values()].map(({ at }) => at).filter((at) => at > now);
    return later.length === 0 ? undefined : Math.min(...later);
  }
}

/** Actions of the same key are never performed at the same time. */
export function actionKey(action: PodAction): string {
  return 'container' in action ? `${action.type} ${action.container}` : action.type;
}
