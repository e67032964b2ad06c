import type { Clock, Node, Pod } from '@sampan/api';
import type { Permission } from '../framework/plugin.js';
import type { Profile } from '../framework/profile.js';
import { type Refusal, refused } from '../framework/refusal.js';

/** Pods that have a node and wait for the permission of plugins to be bound to it. */
export interface WaitingPods {
  /**
   * Asks the profile's Permit plugins. Undefined: go on; a refusal: do not; a promise: wait for what becomes of it.
   */
  ask(pod: Pod, node: Node, profile: Profile): Refusal | Promise<Refusal | undefined> | undefined;
  /** Ends the wait of a Pod; returns whether it waited. */
  reject(uid: string, reason: string): boolean;
  stop(): void;
}

type Wait = Exclude<Permission, 'allow' | Refusal>;

export function createWaitingPods(clock: Clock): WaitingPods {
  const rejections = new Map<string, (reason: string) => void>();

  /** Waits until all plugins allow it, or one does not. */
  function wait(pod: Pod, waits: readonly { plugin: string; wait: Wait }[]): Promise<Refusal | undefined> {
    const uid = pod.metadata.uid ?? '';
    return new Promise((resolve) => {
      const open = new Set(waits);
      const settle = (outcome: Refusal | undefined): void => {
        rejections.delete(uid);
        for (const timer of timers) timer.cancel();
        resolve(outcome);
      };
      const reject = (reason: string): void => settle(refused(reason));
      rejections.set(uid, reject);
      const timers = waits.map(({ plugin, wait: { timeoutMs } }) =>
        clock.setTimeout(
          () => reject(`rejected due to timeout after waiting ${timeoutMs / 1000}s at plugin ${plugin}`),
          timeoutMs,
        ),
      );
      for (const one of waits) {
        const allow = (): void => {
          open.delete(one);
          if (open.size === 0) settle(undefined);
        };
        one.wait.decide({ pod, allow, reject });
      }
    });
  }

  return {
    ask(pod, node, { points }) {
      const waits: { plugin: string; wait: Wait }[] = [];
      for (const plugin of points.permit) {
        const permission = plugin.permit?.(pod, node) ?? 'allow';
        if (permission === 'allow') continue;
        if ('reasons' in permission) return permission;
        waits.push({ plugin: plugin.name, wait: permission });
      }
      return waits.length === 0 ? undefined : wait(pod, waits);
    },
    reject(uid, reason) {
      const reject = rejections.get(uid);
      reject?.(reason);
      return reject !== undefined;
    },
    stop: () => {
      for (const reject of [...rejections.values()]) reject('the scheduler ends');
    },
  };
}
