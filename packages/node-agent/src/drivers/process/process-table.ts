import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { statFields } from '../../processes/process-identity.js';
import type { ContainerUsage } from '../container-runtime.js';

const run = promisify(execFile);
const nanosecondsPerTick = 10_000_000n;
const pageSize = 4096;

/**
 * What the processes of each of the sessions use that `leaders` lead. On Linux, those are counted as well that left the
 * session of a process which is still there.
 */
export async function usageBySession(leaders: ReadonlySet<number>): Promise<Map<number, ContainerUsage>> {
  return process.platform === 'linux' ? usageFromProc(leaders) : usageFromPs();
}

/** The processes whose environment contains one of `marks` (`NAME=VALUE`), with what the mark stands for. Linux only. */
export async function processesMarked(marks: ReadonlyMap<string, string>): Promise<Map<number, string>> {
  if (process.platform !== 'linux') return new Map();
  const pids = (await processIds()).filter((pid) => pid > 1 && pid !== process.pid);
  const marked = await Promise.all(
    pids.map(async (pid) => {
      const mark = (await environmentOf(pid)).find((variable) => marks.has(variable));
      return mark === undefined ? [] : [[pid, marks.get(mark) as string] as const];
    }),
  );
  return new Map(marked.flat());
}

/** The processes in the sessions that `leaders` lead. Only Linux tells: none elsewhere. */
export async function processesOfSessions(leaders: ReadonlySet<number>): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  return (await processIds()).filter((pid) => leaders.has(Number(statFields(pid)?.[3])));
}

async function usageFromProc(leaders: ReadonlySet<number>): Promise<Map<number, ContainerUsage>> {
  const processes = new Map<number, readonly string[]>();
  for (const pid of await processIds()) {
    const fields = statFields(pid);
    if (fields !== undefined) processes.set(pid, fields);
  }
  const usage = new Map<number, ContainerUsage>();
  for (const [pid, fields] of processes) {
    const leader = leaderOf(pid, processes, leaders);
    if (leader !== undefined) add(usage, leader, usageIn(fields));
  }
  return usage;
}

/** Whose session a process is in, or the nearest of those that it descends from. */
function leaderOf(
  pid: number,
  processes: ReadonlyMap<number, readonly string[]>,
  leaders: ReadonlySet<number>,
): number | undefined {
  const seen = new Set<number>();
  for (let at = pid; !seen.has(at); ) {
    seen.add(at);
    const fields = processes.get(at);
    if (fields === undefined) return undefined;
    const session = Number(fields[3]);
    if (leaders.has(session)) return session;
    at = Number(fields[1]);
  }
  return undefined;
}

function usageIn(fields: readonly string[]): ContainerUsage {
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + BigInt(field), 0n);
  return { cpuNanoseconds: ticks * nanosecondsPerTick, memoryBytes: Number(fields[21]) * pageSize, processes: 1 };
}

/** Without `/proc` a session is not to be had, but its leader's process group is. */
async function usageFromPs(): Promise<Map<number, ContainerUsage>> {
  const usage = new Map<number, ContainerUsage>();
  const { stdout } = await run('ps', ['-axo', 'pgid=,rss=,time=']);
  for (const line of stdout.split('\n')) {
    const [group, rss, time] = line.trim().split(/\s+/);
    if (group === undefined || rss === undefined || time === undefined) continue;
    const seconds = time.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0);
    add(usage, Number(group), {
      cpuNanoseconds: BigInt(Math.round(seconds * 1000)) * 1_000_000n,
      memoryBytes: Number(rss) * 1024,
      processes: 1,
    });
  }
  return usage;
}

function add(usage: Map<number, ContainerUsage>, leader: number, more: ContainerUsage): void {
  const sum = usage.get(leader);
  if (sum === undefined) {
    usage.set(leader, more);
    return;
  }
  sum.cpuNanoseconds += more.cpuNanoseconds;
  sum.memoryBytes += more.memoryBytes;
  sum.processes += 1;
}

export async function processIds(): Promise<number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
}

/** Nothing of a process that is gone, or somebody else's. */
async function environmentOf(pid: number): Promise<string[]> {
  return (await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')).split('\0');
}
