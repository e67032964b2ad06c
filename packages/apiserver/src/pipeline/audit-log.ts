import { chmod, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** How large an audit log becomes, and what is kept of it: kube-apiserver's `--audit-log-max…`; 0 is no bound. */
export interface AuditLogOptions {
  readonly path: string;
  /** Bytes after which a new file is begun. */
  readonly maxBytes: number;
  readonly maxBackups: number;
  readonly maxAgeDays: number;
  now(): number;
  onError(error: Error): void;
}

export interface AuditLog {
  write(line: string): void;
  /** Resolves when everything that was written so far is in the file, or lost and reported. */
  flushed(): Promise<void>;
}

/** Lines that wait for the disk, in characters: beyond that they are lost rather than kept in memory. */
const maxWaiting = 16 * 2 ** 20;
const day = 24 * 60 * 60 * 1000;

/**
 * Appends lines to a file that only its owner can read, in order, many at once. A file that is full is renamed to
 * `NAME-TIME.EXT`, as kube-apiserver names its backups. What the log cannot take does not stop requests.
 */
export function createAuditLog(options: AuditLogOptions): AuditLog {
  let waiting: string[] = [];
  let length = 0;
  let lost = 0;
  let writing: Promise<void> | undefined;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const text = waiting.join('');
      waiting = [];
      length = 0;
      try {
        if (lost > 0) options.onError(new Error(`${lost} lines were lost: the disk does not keep up`));
        lost = 0;
        await append(text, options);
      } catch (error) {
        options.onError(error as Error);
      }
    }
    writing = undefined;
  }

  return {
    write: (line) => {
      if (length + line.length > maxWaiting) {
        lost++;
        return;
      }
      waiting.push(line);
      length += line.length;
      writing ??= drain();
    },
    flushed: () => writing ?? Promise.resolve(),
  };
}

async function append(text: string, options: AuditLogOptions): Promise<void> {
  const size = await sizeOf(options.path);
  if (options.maxBytes > 0 && size > 0 && size + Buffer.byteLength(text) > options.maxBytes) await rotate(options);
  const file = await open(options.path, 'a', 0o600);
  try {
    await file.chmod(0o600); // a file of an earlier version may be open to everybody
    await file.write(text);
  } finally {
    await file.close();
  }
}

async function rotate(options: AuditLogOptions): Promise<void> {
  const { path, now } = options;
  const time = new Date(now()).toISOString().replaceAll(':', '-').slice(0, -1);
  const extension = extname(path);
  const backup = join(dirname(path), `${basename(path, extension)}-${time}${extension}`);
  await rename(path, backup);
  await chmod(backup, 0o600);
  await dropBackups(options);
}

async function dropBackups({ path, maxBackups, maxAgeDays, now }: AuditLogOptions): Promise<void> {
  const extension = extname(path);
  const prefix = `${basename(path, extension)}-`;
  const isBackup = (name: string) =>
    name.startsWith(prefix) && backupTime.test(name.slice(prefix.length)) && name.endsWith(extension);
  const newestFirst = (await readdir(dirname(path))).filter(isBackup).sort().reverse();
  for (const [index, name] of newestFirst.entries()) {
    const backup = join(dirname(path), name);
    const tooMany = maxBackups > 0 && index >= maxBackups;
    const tooOld = maxAgeDays > 0 && (await stat(backup)).mtimeMs < now() - maxAgeDays * day;
    if (tooMany || tooOld) await rm(backup, { force: true });
  }
}

const backupTime = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}/;

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
