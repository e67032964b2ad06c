import { formatTime, type NodeCondition } from '@sampan/api';
import type { Driver } from '../drivers/driver.js';

type Verdict = Pick<NodeCondition, 'type' | 'status' | 'reason' | 'message'>;

/** The conditions of a node whose agent runs. A condition keeps the time of its last change of status. */
export function nodeConditions(
  before: readonly NodeCondition[] | undefined,
  { now, driver }: { now: number; driver: NetworkedDriver },
): NodeCondition[] {
  return verdicts(driver).map((verdict) => {
    const old = before?.find(({ type }) => type === verdict.type);
    return {
      ...verdict,
      lastHeartbeatTime: formatTime(now),
      lastTransitionTime:
        old?.status === verdict.status && old.lastTransitionTime ? old.lastTransitionTime : formatTime(now),
    };
  });
}

export type NetworkedDriver = { name: string; capabilities: Pick<Driver['capabilities'], 'podNetworks'> };

function verdicts({ name, capabilities: { podNetworks } }: NetworkedDriver): Verdict[] {
  return [
    {
      type: 'NetworkIsolation',
      status: podNetworks === true ? 'True' : 'False',
      reason: podNetworks === true ? 'DriverIsolatesPods' : 'DriverSharesHostNetwork',
      message: podNetworks === true ? `the ${name} driver gives every pod a network of its own` : podNetworks.reason,
    },
    {
      type: 'MemoryPressure',
      status: 'False',
      reason: 'KubeletHasSufficientMemory',
      message: 'kubelet has sufficient memory available',
    },
    {
      type: 'DiskPressure',
      status: 'False',
      reason: 'KubeletHasNoDiskPressure',
      message: 'kubelet has no disk pressure',
    },
    {
      type: 'PIDPressure',
      status: 'False',
      reason: 'KubeletHasSufficientPID',
      message: 'kubelet has sufficient PID available',
    },
    { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
  ];
}
