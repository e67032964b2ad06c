import type { ContainerUsage } from '../drivers/container-runtime.js';

/** Makes counters of what is measured: CPU time that was seen is not taken back when the process that used it is gone. */
export interface UsageMeter {
  /** What the containers that run now have used, by id, and what all that ran since the agent came have used together. */
  read(measured: ReadonlyMap<string, ContainerUsage>): { usage: Map<string, ContainerUsage>; total: ContainerUsage };
}

interface Counter {
  readonly measured: bigint;
  readonly counted: bigint;
}

export function createUsageMeter(): UsageMeter {
  let counters = new Map<string, Counter>();
  let cpuNanoseconds = 0n;

  return {
    read: (measured) => {
      const next = new Map<string, Counter>();
      const usage = new Map<string, ContainerUsage>();
      const total = { memoryBytes: 0, processes: 0 };
      for (const [id, own] of measured) {
        const before = counters.get(id) ?? { measured: 0n, counted: 0n };
        const more = own.cpuNanoseconds > before.measured ? own.cpuNanoseconds - before.measured : 0n;
        const counted = before.counted + more;
        next.set(id, { measured: own.cpuNanoseconds, counted });
        usage.set(id, { ...own, cpuNanoseconds: counted });
        cpuNanoseconds += more;
        total.memoryBytes += own.memoryBytes;
        total.processes += own.processes;
      }
      counters = next;
      return { usage, total: { ...total, cpuNanoseconds } };
    },
  };
}
