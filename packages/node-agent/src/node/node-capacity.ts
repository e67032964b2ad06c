import { readFileSync, statfsSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';

/** What the node can give to pods. A local host is shared with its user, but nothing is set aside: limits do not bind. */
export function nodeCapacity(rootDir: string, maxPods: number): Record<string, string> {
  const disk = statfsSync(rootDir);
  return {
    cpu: String(availableParallelism()),
    'ephemeral-storage': `${Math.floor((disk.blocks * disk.bsize) / 1024)}Ki`,
    memory: `${Math.floor(memoryBytes() / 1024)}Ki`,
    pods: String(maxPods),
  };
}

/** The host's memory, or less where this process is in a cgroup with a limit. */
function memoryBytes(): number {
  const limits = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'].map(readNumber);
  return Math.min(totalmem(), ...limits.filter((limit) => limit !== undefined && limit > 0).map(Number));
}

function readNumber(file: string): number | undefined {
  try {
    const value = Number(readFileSync(file, 'utf8').trim());
    return Number.isFinite(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
