import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Names a process for as long as it lives: a process id alone is given to somebody else one day, but never together
 * with the same start time.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal only for the same process. */
  readonly startTime: string;
}

/** The identity of a running process; undefined when there is none with that id. */
export function identify(pid: number): ProcessIdentity | undefined {
  const startTime = process.platform === 'linux' ? linuxStartTime(pid) : psStartTime(pid);
  return startTime === undefined ? undefined : { pid, startTime };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startTime === identity.startTime;
}

/** Sends a signal unless the process is gone already. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Keeps who runs as `name` in `<run>/<name>.json`. */
export async function writeRecord(run: string, name: string, identity: ProcessIdentity): Promise<void> {
  await mkdir(run, { recursive: true, mode: 0o700 });
  const file = recordFile(run, name);
  await writeFile(`${file}.new`, JSON.stringify(identity));
  await rename(`${file}.new`, file);
}

/** Who was last recorded as `name`, if that process is alive. */
export async function readRecord(run: string, name: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(recordFile(run, name), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const identity = JSON.parse(text) as ProcessIdentity;
    return isAlive(identity) ? identity : undefined;
  } catch {
    return undefined;
  }
}

/** The names of all that are recorded and alive. */
export async function liveRecords(run: string): Promise<Map<string, ProcessIdentity>> {
  const files = await readdir(run).catch(() => []);
  const live = new Map<string, ProcessIdentity>();
  for (const file of files) {
    if (!file.endsWith('.json')) continue;
    const name = path.basename(file, '.json');
    const identity = await readRecord(run, name);
    if (identity !== undefined) live.set(name, identity);
  }
  return live;
}

export async function removeRecord(run: string, name: string): Promise<void> {
  await rm(recordFile(run, name), { force: true });
}

function recordFile(run: string, name: string): string {
  return path.join(run, `${name}.json`);
}

/** Field 22 of /proc/PID/stat, counted behind the command's name, which may hold anything. Zombies do not count as alive. */
function linuxStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function psStartTime(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'lstart='], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
