import { formatTime, type NodeCondition } from '@sampan/api';

type Verdict = Pick<NodeCondition, 'type' | 'status' | 'reason' | 'message'>;

/** The conditions of a node whose agent runs. A condition keeps the time of its last change of status. */
export function nodeConditions(
  before: readonly NodeCondition[] | undefined,
  { now, driver }: { now: number; driver: { name: string; networkIsolation: boolean } },
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

function verdicts(driver: { name: string; networkIsolation: boolean }): Verdict[] {
  return [
    {
      type: 'NetworkIsolation',
      status: driver.networkIsolation ? 'True' : 'False',
      reason: driver.networkIsolation ? 'DriverIsolatesPods' : 'DriverSharesHostNetwork',
      message: driver.networkIsolation
        ? `the ${driver.name} driver gives every pod a network of its own`
        : `the ${driver.name} driver runs pods on the host's network, each with an address of its own`,
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
