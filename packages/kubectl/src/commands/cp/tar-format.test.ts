import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFileSpec } from './file-spec.js';
import { packFiles } from './pack-files.js';
import { readTar } from './tar-format.js';

describe('packFiles and readTar', () => {
  it('carry a folder with names and contents of any length', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tar-'));
    try {
      const longName = `${'n'.repeat(90)}/${'m'.repeat(90)}`;
      await mkdir(path.join(folder, 'n'.repeat(90)));
      await writeFile(path.join(folder, longName), 'x'.repeat(70_000));
      await writeFile(path.join(folder, 'empty'), '');
      const found: [string, string, number][] = [];
      for await (const { entry, content } of readTar(packFiles(folder, 'root'))) {
        let size = 0;
        if (entry.type === 'file') for await (const chunk of content) size += chunk.length;
        found.push([entry.type, entry.name, size]);
      }
      expect(found).toEqual([
        ['folder', 'root', 0],
        ['file', 'root/empty', 0],
        ['folder', `root/${'n'.repeat(90)}`, 0],
        ['file', `root/${longName}`, 70_000],
      ]);
      expect(await readFile(path.join(folder, 'empty'), 'utf8')).toBe('');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('parseFileSpec', () => {
  it.each([
    ['a/b', { namespace: '', pod: '', path: 'a/b' }],
    ['/tmp/a:b', { namespace: '', pod: '', path: '/tmp/a:b' }],
    ['pod:/tmp', { namespace: '', pod: 'pod', path: '/tmp' }],
    ['ns/pod:x', { namespace: 'ns', pod: 'pod', path: 'x' }],
  ])('%s', (text, spec) => {
    expect(parseFileSpec(text)).toEqual(spec);
  });

  it('refuses more than a namespace and a pod', () => {
    expect(() => parseFileSpec('a/b/c:x')).toThrow('filespec must match the canonical format');
  });
});
