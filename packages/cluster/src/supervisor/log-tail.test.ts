import { appendFile, mkdir, mkdtemp, rm, truncate } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClusterFolder, clusterFolder, logFile } from '../layout/cluster-folder.js';
import { logSizes, logTail } from './wait-until-ready.js';

describe('the end of a log', () => {
  let home: string;
  let folder: ClusterFolder;
  beforeEach(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'sampan-logs-'));
    folder = clusterFolder(home, 'test');
    await mkdir(folder.logs, { recursive: true });
  });
  afterEach(() => rm(home, { recursive: true }));

  it('is of this start, not of an earlier one', async () => {
    await appendFile(logFile(folder, 'apiserver'), 'earlier\n');
    const before = await logSizes(folder);
    expect(await logTail(folder, 'apiserver', before)).toBe('');
    await appendFile(logFile(folder, 'apiserver'), 'now\n');
    expect(await logTail(folder, 'apiserver', before)).toBe('  now');
    await truncate(logFile(folder, 'apiserver'));
    await appendFile(logFile(folder, 'apiserver'), 'new\n');
    expect(await logTail(folder, 'apiserver', before)).toBe('  new');
  });

  it('is empty where nothing was ever logged', async () => {
    expect(await logTail(folder, 'scheduler', await logSizes(folder))).toBe('');
  });
});
