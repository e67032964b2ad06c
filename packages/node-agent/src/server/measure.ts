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
export async function measure({ manager, context, meter }: AgentServices) {
  const runtimes = manager.list().map(({ runtime }) => runtime);
  const measured = await context.driver.containers.usage(runtimes.flatMap(({ handles }) => [...handles.values()]));
  const { usage, total } = meter.read(measured);
  const pods: MeasuredPod[] = runtimes.map((runtime) => ({
    runtime,
    containers: [...runtime.handles.values()].flatMap((handle) => {
      const own = usage.get(handle.id);
      return own === undefined ? [] : [{ handle, usage: own }];
    }),
  }));
  return { pods, total, startTime: context.clock.now() - uptime() * 1000 };
}
