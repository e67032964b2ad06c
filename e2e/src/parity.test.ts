import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLines, files } from './parity/command-lines.js';
import { normalise } from './parity/normalise.js';
import { kubectls, startTestCluster, type TestCluster } from './support/cluster.js';
import { run } from './support/run.js';

const [ours, real] = kubectls;

describe.skipIf(real === undefined)('our kubectl answers as the real one', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster();
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(cluster.home, name), text);
  });

  afterAll(async () => cluster?.destroy());

  for (const [index, line] of commandLines.entries()) {
    it(`${index}: ${line}`, async () => {
      const answer = async (which: typeof ours, namespace: string) => {
        if (which === undefined) throw new Error('there is no such kubectl');
        const args = line
          .replaceAll(/\bNS\b/g, namespace)
          .split(' ')
          .filter((word) => word !== '');
        const { code, stdout, stderr } = await run(which.command, [...which.prefix, ...args], {
          env: cluster.env,
          cwd: cluster.home,
        });
        return { code, stdout: normalise(stdout), stderr: normalise(stderr) };
      };
      const expected = await answer(real, 'parity-real');
      expect(await answer(ours, 'parity-ours')).toEqual(expected);
    });
  }
});
