import { readFileSync } from 'node:fs';

/** What a process has used so far. */
export interface Usage {
  /** Memory that is its own share, in bytes: shared pages are divided among those that map them. */
  readonly pss: number;
  /** Resident memory in bytes, shared pages counted whole. */
  readonly rss: number;
  /** User and system time, in milliseconds. */
  readonly cpuMs: number;
}

/** Reads /proc: Linux only. */
export function usageOf(pid: number): Usage {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0);
  return {
    pss: kilobytes('Pss') * 1024,
    rss: kilobytes('Rss') * 1024,
    cpuMs: cpuMsOf(pid),
  };
}

/** User and system time of all threads of a process, in milliseconds, in steps of 10. Linux only. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return ((fields[11] ?? 0) + (fields[12] ?? 0)) * 10;
}
