import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writePayload } from './write-payload.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-volume-'));
});
afterEach(() => rm(folder, { recursive: true }));

const payload = (files: Record<string, string>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, { data: Buffer.from(text), mode: 0o640 }]));

it('writes files at their paths with their modes', async () => {
  expect(await writePayload(folder, payload({ key: 'value', 'deep/er': 'x' }), '1')).toBe(true);
  expect(await readFile(join(folder, 'key'), 'utf8')).toBe('value');
  expect(await readFile(join(folder, 'deep/er'), 'utf8')).toBe('x');
  expect((await stat(join(folder, 'key'))).mode & 0o777).toBe(0o640);
});

it('changes all files at once and only when something changed', async () => {
  await writePayload(folder, payload({ a: '1', b: '2' }), '1');
  expect(await writePayload(folder, payload({ a: '1', b: '2' }), '2')).toBe(false);
  expect(await writePayload(folder, payload({ a: '3', c: '4' }), '3')).toBe(true);
  expect((await readdir(folder)).sort()).toEqual(['..3', '..data', 'a', 'c']);
  expect(await readFile(join(folder, 'a'), 'utf8')).toBe('3');
});

it('stays inside the volume', async () => {
  await expect(writePayload(folder, payload({ '../x': '' }), '1')).rejects.toThrow('must be relative');
});
