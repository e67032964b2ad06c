import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isAbsent } from './absent.js';

/** A process for certain: ids are used again, a pair of id and start time is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In the system's own notation; only ever compared. */
  readonly start: string;
}

/** The identity of a running process; undefined when there is none with that id. Throws when the system does not tell. */
export function identify(pid: number): ProcessIdentity | undefined {
  const start = process.platform === 'linux' ? startTimeInProc(pid) : startTimeByPs(pid);
  return start === undefined ? undefined : { pid, start };
}

/** Parses `PID START`, as the shim writes it into `pid`; undefined while it has not. */
export function parseProcessIdentity(text: string): ProcessIdentity | undefined {
  const match = /^(\d+) (\S+)\s*$/.exec(text);
  if (match === null) return undefined;
  const pid = Number(match[1]);
  return pid > 1 ? { pid, start: match[2] as string } : undefined;
}

/** Whether that very process lives. A process that ended and was not collected yet is dead. */
export function isAlive({ pid, start }: ProcessIdentity): boolean {
  return identify(pid)?.start === start;
}

/** Sends a signal unless the process is gone already. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The fields of `/proc/PID/stat` from the third (the state) on: the second may contain anything. */
export function statFields(pid: number | string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function startTimeInProc(pid: number): string | undefined {
  const fields = statFields(pid);
  return fields === undefined || fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function startTimeByPs(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return text.replace(/[ \n]+/g, '_') || undefined;
  } catch (error) {
    // `ps` says so by its exit code when there is no such process; other errors are its own.
    if ((error as { status?: number | null }).status === 1) return undefined;
    throw error;
  }
}
