import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessUsage {
  /** Memory that is the process's own share: pages that several processes map are divided among them, where the system tells. */
  readonly memoryBytes: number;
  /** User and system time since the process's start. */
  readonly cpuSeconds: number;
}

/** Clock ticks a second in /proc: 100 on every Linux architecture that Node supports. */
const ticksPerSecond = 100;

/** What a process uses; zeros when it is gone. */
export function processUsage(pid: number): ProcessUsage {
  try {
    return process.platform === 'linux' ? linuxUsage(pid) : psUsage(pid);
  } catch {
    return { memoryBytes: 0, cpuSeconds: 0 };
  }
}

function linuxUsage(pid: number): ProcessUsage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return {
    memoryBytes: proportionalSetSize(pid),
    cpuSeconds: ((fields[11] ?? 0) + (fields[12] ?? 0)) / ticksPerSecond,
  };
}

function proportionalSetSize(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
}

function psUsage(pid: number): ProcessUsage {
  const [rss = '0', time = '0'] = execFileSync('ps', ['-p', String(pid), '-o', 'rss=,cputime='], { encoding: 'utf8' })
    .trim()
    .split(/\s+/);
  const cpuSeconds = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return { memoryBytes: Number(rss) * 1024, cpuSeconds };
}
