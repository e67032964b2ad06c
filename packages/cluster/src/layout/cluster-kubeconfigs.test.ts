import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../user-error.js';
import { removeUserContext } from './cluster-kubeconfigs.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sampan-kubeconfig-'));
  await writeFile(path.join(folder, 'broken'), ': [\n');
});
afterAll(() => rm(folder, { recursive: true }));

describe('a kubeconfig of the user’s that cannot be read', () => {
  it.each(['.', 'broken'])('is the user’s to mend: %s', async (name) => {
    const removed = removeUserContext({ name: 'sampan', kubeconfig: null }, { KUBECONFIG: path.join(folder, name) });
    await expect(removed).rejects.toBeInstanceOf(UserError);
    await expect(removed).rejects.toThrow(/^error loading config file/);
  });
});
