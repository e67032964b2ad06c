import { findCondition, formatTime, isConditionTrue, type Lease, type Node, type NodeCondition } from '@sampan/api';

/** Upstream's `--node-monitor-grace-period` and `--node-startup-grace-period`, in milliseconds. */
const gracePeriod = 50_000;
const startupGracePeriod = 60_000;

/** Signs of life of the nodes, timed by this process's clock: clocks of different machines are never compared. */
export interface HealthRecord {
  /** When the node has to give its next sign of life, in milliseconds. */
  deadlineOf(node: Node, lease: Lease | undefined, now: number): number;
  forget(name: string): void;
}

export function createHealthRecord(): HealthRecord {
  const seen = new Map<string, { sign: string; at: number }>();
  return {
    deadlineOf(node, lease, now) {
      const { name = '' } = node.metadata;
      const ready = findCondition(node.status?.conditions, 'Ready');
      const sign = `${lease?.spec?.renewTime} ${ready?.lastHeartbeatTime}`;
      const known = seen.get(name);
      const at = known?.sign === sign ? known.at : now;
      seen.set(name, { sign, at });
      // Whoever renews its lease less often than kubelets do says so in it.
      const promised = (lease?.spec?.leaseDurationSeconds ?? 0) * 1000;
      return at + (ready === undefined ? startupGracePeriod : Math.max(gracePeriod, promised));
    },
    forget(name) {
      seen.delete(name);
    },
  };
}

const monitored = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** The conditions of a node that has not been heard of for too long; the same list when they say so already. */
export function lostConditions(
  conditions: readonly NodeCondition[] | undefined,
  createdAt: string | undefined,
  now: number,
): NodeCondition[] {
  const time = formatTime(now);
  const known = (conditions ?? []).map((condition): NodeCondition => {
    if (!monitored.includes(condition.type) || condition.status === 'Unknown') return condition;
    return {
      ...condition,
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
      lastTransitionTime: time,
    };
  });
  const missing = monitored
    .filter((type) => findCondition(known, type) === undefined)
    .map(
      (type): NodeCondition => ({
        type,
        status: 'Unknown',
        reason: 'NodeStatusNeverUpdated',
        message: 'Kubelet never posted node status.',
        lastHeartbeatTime: createdAt,
        lastTransitionTime: time,
      }),
    );
  return [...known, ...missing];
}

export function isReady({ status }: Node): boolean {
  return isConditionTrue(status?.conditions, 'Ready');
}
