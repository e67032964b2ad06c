import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { followFile } from './follow-file.js';

it('tells a text that takes the place of another', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'follow-file-'));
  const file = join(folder, 'config');
  await writeFile(file, 'first');
  const followed = await followFile(file);
  expect(followed.text).toBe('first');
  const next = new Promise<string>((resolve) => {
    const stop = followed.follow((text) => {
      stop();
      resolve(text);
    });
  });
  await writeFile(`${file}.new`, 'second');
  await rename(`${file}.new`, file);
  expect(await next).toBe('second');
  await rm(folder, { recursive: true });
});
