import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process for certain: ids are used again, a pair of id and start time is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In the system's own notation; only ever compared. */
  readonly start: string;
}

/** Parses what the shim wrote into `pid`; undefined while it has not. */
export function parseProcessIdentity(text: string): ProcessIdentity | undefined {
  const match = /^(\d+) (\S+)\s*$/.exec(text);
  if (match === null) return undefined;
  const pid = Number(match[1]);
  return pid > 1 ? { pid, start: match[2] as string } : undefined;
}

/** Whether that very process lives. A process that ended and was not collected yet is dead. */
export function isAlive({ pid, start }: ProcessIdentity): boolean {
  if (process.platform !== 'linux') return startTimeByPs(pid) === start;
  const fields = statFields(pid);
  return fields !== undefined && fields[0] !== 'Z' && fields[19] === start;
}

/** The fields of `/proc/PID/stat` from the third (the state) on: the second may contain anything. */
export function statFields(pid: number | string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function startTimeByPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).replace(/[ \n]+/g, '_');
  } catch {
    return undefined;
  }
}
