import { uptime } from 'node:os';
import type { Container } from '../drivers/container.js';
import type { ContainerUsage } from '../drivers/container-runtime.js';
import type { PodRuntime } from '../pod/pod-runtime.js';
import type { AgentServices } from './agent-request.js';

export interface MeasuredPod {
  runtime: PodRuntime;
  containers: { handle: Container; usage: ContainerUsage }[];
}

/** What the running containers of the node use now, pod by pod and in all. */
export async function measure({ manager, context }: AgentServices) {
  const runtimes = manager.list().map(({ runtime }) => runtime);
  const usage = await context.driver.containers.usage(runtimes.flatMap(({ handles }) => [...handles.values()]));
  const pods: MeasuredPod[] = runtimes.map((runtime) => ({
    runtime,
    containers: [...runtime.handles.values()].flatMap((handle) => {
      const own = usage.get(handle.id);
      return own === undefined ? [] : [{ handle, usage: own }];
    }),
  }));
  const total: ContainerUsage = { cpuNanoseconds: 0n, memoryBytes: 0, processes: 0 };
  for (const own of usage.values()) {
    total.cpuNanoseconds += own.cpuNanoseconds;
    total.memoryBytes += own.memoryBytes;
    total.processes += own.processes;
  }
  return { pods, total, startTime: context.clock.now() - uptime() * 1000 };
}
