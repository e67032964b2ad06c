import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderLockedError, lockFolder, lockHolder, waitForLock } from './folder-lock.js';

const module = new URL('./folder-lock.js', import.meta.url).href;

describe('a folder lock', () => {
  let folder: string;
  const others: ChildProcess[] = [];
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'sampan-lock-')), 'lock');
  });
  afterEach(async () => {
    for (const other of others.splice(0)) other.kill('SIGKILL');
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  /** Another process that runs `code`; resolves with the first line it prints. */
  async function other(code: string): Promise<{ process: ChildProcess; said: string }> {
    const source = `import { lockFolder, waitForLock } from '${module}'; const folder = ${JSON.stringify(folder)}; ${code}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    others.push(child);
    const [chunk] = await once(child.stdout, 'data');
    return { process: child, said: String(chunk).trim() };
  }

  const hold = `lockFolder(folder); console.log('held'); process.stdin.resume();`;

  it('is held by one, who is known', async () => {
    const { process: holder, said } = await other(hold);
    expect(said).toBe('held');
    expect(lockHolder(folder)?.pid).toBe(holder.pid);
    expect(() => lockFolder(folder)).toThrow(FolderLockedError);
    expect(lockHolder(folder)?.pid).toBe(holder.pid);
  });

  it('is free the moment its holder is killed', async () => {
    const { process: holder } = await other(hold);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(lockHolder(folder)).toBeUndefined();
    const lock = lockFolder(folder);
    expect(lockHolder(folder)?.pid).toBe(process.pid);
    lock.release();
    expect(lockHolder(folder)).toBeUndefined();
  });

  it('is held once by a process, too', () => {
    const lock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(FolderLockedError);
    lock.release();
    lockFolder(folder).release();
  });

  it('is given to those who wait, one after the other', async () => {
    const counter = join(folder, '..', 'counter');
    await writeFile(counter, '0');
    const count = `
      import { readFileSync, writeFileSync } from 'node:fs';
      for (let round = 0; round < 20; round++) {
        const lock = await waitForLock(folder);
        writeFileSync(${JSON.stringify(counter)}, String(Number(readFileSync(${JSON.stringify(counter)}, 'utf8')) + 1));
        lock.release();
      }
      console.log(readFileSync(${JSON.stringify(counter)}, 'utf8'));`;
    const said = await Promise.all([other(count), other(count), other(count)]);
    expect(Math.max(...said.map((one) => Number(one.said)))).toBe(60);
  });

  it('says of whom somebody waits', async () => {
    const { process: holder } = await other(hold);
    const waited: (number | undefined)[] = [];
    const lock = waitForLock(folder, {
      waiting: ({ pid }) => {
        waited.push(pid);
        holder.stdin?.end();
      },
    });
    (await lock).release();
    expect(waited).toEqual([holder.pid]);
  });
});
