import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { systemClock } from '@sampan/api';
import { namesIn } from './found-containers.js';

/**
 * Where the kernel keeps count of a container's processes, whatever they do to hide: a group that a process is born
 * into it can leave neither by `setsid` nor by another name.
 *
 *     <base>/sampan-<hash of rootDir>/<pod uid>/<container>.<attempt>/
 */
export class ControlGroups {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  /** Makes the group of a container; answers the file that a process joins it by, by writing `0` into it. */
  async create(podUid: string, container: string, attempt: number): Promise<string> {
    const folder = this.#folder(podUid, container, attempt);
    await mkdir(folder, { recursive: true });
    return join(folder, 'cgroup.procs');
  }

  /** Kills what is left in a container's group and removes it; answers what could not be killed. */
  endContainer(podUid: string, container: string, attempt: number): Promise<number[]> {
    return endGroup(this.#folder(podUid, container, attempt));
  }

  endPod(podUid: string): Promise<number[]> {
    return endGroup(join(this.#base, podUid));
  }

  /** Removes the node's own group, if it is empty. */
  async remove(): Promise<void> {
    await rmdir(this.#base).catch(() => undefined);
  }

  #folder(podUid: string, container: string, attempt: number): string {
    return join(this.#base, podUid, `${container}.${attempt}`);
  }
}

/** The groups of a node's folder that an agent has made; undefined where it could not make any. */
export async function foundControlGroups(rootDir: string): Promise<ControlGroups | undefined> {
  const base = await recordedBase(rootDir);
  return base === undefined ? undefined : new ControlGroups(base);
}

/** The groups of a node's folder, made if that can be done here, which is found by trying. */
export async function openControlGroups(rootDir: string): Promise<ControlGroups | undefined> {
  const recorded = await recordedBase(rootDir);
  const name = `sampan-${createHash('sha256').update(rootDir).digest('hex').slice(0, 12)}`;
  const bases = (await candidates()).map((folder) => join(folder, name));
  for (const base of recorded === undefined ? bases : [recorded, ...bases]) {
    if (!(await works(base))) continue;
    if (base !== recorded) await writeFile(recordFile(rootDir), `${base}\n`, { mode: 0o600, flush: true });
    return new ControlGroups(base);
  }
  if (recorded !== undefined) await rm(recordFile(rootDir), { force: true });
  return undefined;
}

/** `down` runs in another group than the agent did, perhaps below another mount: it has to be told. */
function recordFile(rootDir: string): string {
  return join(rootDir, 'cgroup');
}

async function recordedBase(rootDir: string): Promise<string | undefined> {
  try {
    return (await readFile(recordFile(rootDir), 'utf8')).trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function works(base: string): Promise<boolean> {
  const probe = join(base, 'probe');
  try {
    await mkdir(probe, { recursive: true });
    const join = spawnSync('/bin/sh', ['-c', 'echo 0 >"$0/cgroup.procs" && read -r first <"$0/cgroup.procs"', probe]);
    if (join.status === 0) return true;
  } catch {
    // Read-only, not permitted, or not there: all the same.
  } finally {
    await rmdir(probe).catch(() => undefined);
  }
  await rmdir(base).catch(() => undefined);
  return false;
}

/** Below our own group, where it was delegated to us, or below the root: the unified hierarchy first, then the freezer. */
async function candidates(): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const [mounts, own] = await Promise.all([
    readFile('/proc/self/mountinfo', 'utf8').catch(() => ''),
    readFile('/proc/self/cgroup', 'utf8').catch(() => ''),
  ]);
  const found: { folder: string; order: number }[] = [];
  for (const line of mounts.split('\n')) {
    const [, , , root = '', mountPoint = '', ...rest] = line.split(' ');
    const [type = '', , options = ''] = rest.slice(rest.indexOf('-') + 1);
    const isFreezer = type === 'cgroup' && options.split(',').includes('freezer');
    if (type !== 'cgroup2' && !isFreezer) continue;
    const ownPath = ownGroup(own, isFreezer ? 'freezer' : '');
    const order = isFreezer ? 1 : 0;
    const below = relative(root, ownPath);
    if (ownPath !== '' && !below.startsWith('..')) found.push({ folder: join(mountPoint, below), order });
    found.push({ folder: mountPoint, order });
  }
  return found.sort((a, b) => a.order - b.order).map(({ folder }) => folder);
}

/** Lines of `/proc/self/cgroup`: `0::/user.slice`, `6:freezer:/`. */
function ownGroup(text: string, controller: string): string {
  for (const line of text.split('\n')) {
    const [, controllers = '', ...path] = line.split(':');
    if (line !== '' && controllers.split(',').includes(controller)) return path.join(':');
  }
  return '';
}

/** How long the kernel may take to end what was killed, in milliseconds. */
const patience = 5000;

/** The system tells nobody when a group is empty: it is looked at, a little less often each time. */
async function endGroup(folder: string): Promise<number[]> {
  const deadline = systemClock.now() + patience;
  for (let pause = 1; ; pause = Math.min(pause * 2, 100)) {
    const left = await membersOf(folder);
    if (left.length === 0 && (await removeGroup(folder))) return [];
    if (systemClock.now() > deadline) return left;
    if (left.length > 0) await kill(folder, left);
    await new Promise<void>((resolve) => systemClock.setTimeout(resolve, pause));
  }
}

async function kill(folder: string, members: readonly number[]): Promise<void> {
  if (await write(folder, 'cgroup.kill', '1')) return;
  // Frozen, nobody can fork away from the signal; it works when they are let go.
  const isFrozen = (await write(folder, 'cgroup.freeze', '1')) || (await write(folder, 'freezer.state', 'FROZEN'));
  for (const pid of members) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended in between, or is not ours: looked at again.
    }
  }
  if (isFrozen) await ((await write(folder, 'cgroup.freeze', '0')) || write(folder, 'freezer.state', 'THAWED'));
}

async function write(folder: string, file: string, value: string): Promise<boolean> {
  return writeFile(join(folder, file), value, { flag: 'r+' }).then(
    () => true,
    () => false,
  );
}

/** Of a group and of those below it; none of one that is not there. */
async function membersOf(folder: string): Promise<number[]> {
  const [own, children] = await Promise.all([
    readFile(join(folder, 'cgroup.procs'), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENODEV') return '';
      throw error;
    }),
    childrenOf(folder),
  ]);
  const pids = own.split('\n').filter(Boolean).map(Number);
  return [...pids, ...(await Promise.all(children.map(membersOf))).flat()];
}

async function childrenOf(folder: string): Promise<string[]> {
  if ((await namesIn(folder)).length === 0) return [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}

/** A group goes when it is empty; one whose last process is still on its way out is asked again. */
async function removeGroup(folder: string): Promise<boolean> {
  for (const child of await childrenOf(folder)) await removeGroup(child);
  return rmdir(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}
