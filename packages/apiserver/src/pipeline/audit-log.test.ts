import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditLogOptions, createAuditLog } from './audit-log.js';

let folder: string;
let now: number;
const errors: Error[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-audit-'));
  now = Date.UTC(2026, 0, 1);
  errors.length = 0;
});
afterEach(() => rm(folder, { recursive: true }));

const open = (options: Partial<AuditLogOptions> = {}) =>
  createAuditLog({
    path: join(folder, 'audit.log'),
    maxBytes: 0,
    maxBackups: 0,
    maxAgeDays: 0,
    now: () => now,
    onError: (error) => errors.push(error),
    ...options,
  });

describe('the audit log', () => {
  it('is its owner’s alone, also where it was not', async () => {
    await writeFile(join(folder, 'audit.log'), 'old\n');
    await chmod(join(folder, 'audit.log'), 0o644);
    const log = open();
    for (let line = 0; line < 100; line++) log.write(`${line}\n`);
    await log.flushed();
    const lines = (await readFile(join(folder, 'audit.log'), 'utf8')).split('\n');
    expect(lines.slice(0, 3)).toEqual(['old', '0', '1']);
    expect(lines).toHaveLength(102);
    expect((await stat(join(folder, 'audit.log'))).mode & 0o777).toBe(0o600);
  });

  it('begins a new file when one is full, and keeps so many', async () => {
    const log = open({ maxBytes: 25, maxBackups: 2 });
    for (let line = 0; line < 12; line++) {
      log.write(`${line}`.padStart(9, '0').concat('\n'));
      await log.flushed();
      now += 1000;
    }
    expect((await readdir(folder)).sort()).toEqual([
      'audit-2026-01-01T00-00-08.000.log',
      'audit-2026-01-01T00-00-10.000.log',
      'audit.log',
    ]);
    expect(await readFile(join(folder, 'audit.log'), 'utf8')).toBe('000000010\n000000011\n');
    expect(errors).toEqual([]);
  });

  it('forgets what is too old', async () => {
    await writeFile(join(folder, 'audit-2020-01-01T00-00-00.000.log'), '');
    await writeFile(join(folder, 'audit-of-something-else.log'), '');
    now = Date.now() + 3 * 24 * 60 * 60 * 1000;
    const log = open({ maxBytes: 1, maxAgeDays: 2 });
    log.write('a\n');
    await log.flushed();
    log.write('b\n');
    await log.flushed();
    expect((await readdir(folder)).sort()).toEqual(['audit-of-something-else.log', 'audit.log']);
  });

  it('reports what it cannot write, and goes on', async () => {
    const log = open({ path: join(folder, 'missing', 'audit.log') });
    log.write('a\n');
    await log.flushed();
    expect(errors).toHaveLength(1);
  });
});
