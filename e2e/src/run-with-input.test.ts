import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectls, startTestCluster, type TestCluster } from './support/cluster.js';
import { realKubectls } from './support/real-kubectls.js';
import { run } from './support/run.js';

/** Ours, the one on PATH, and the oldest and the newest of those beside it. */
const all = [
  ...kubectls.map((one) => ({ ...one, env: {} })),
  ...realKubectls.filter(({ minor }) => minor === 27 || minor === 33).map((one) => ({ ...one, prefix: [] })),
];

/** What scripts do with `echo … | kubectl run -i --rm`. */
describe('run -i --rm', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  it.each(all.map((one, index) => ({ ...one, pod: `run-${index}` })))(
    'gives the input to its end, prints the output once, and ends as the container does: $name',
    async ({ command, prefix, env, pod }) => {
      const start = (name: string, script: string) => {
        const flags = ['--image=sh', '--rm', '-i', '--restart=Never', '--command', '--', 'sh', '-c', script];
        return run(command, [...prefix, 'run', name, ...flags], {
          env: { ...cluster.env, ...env },
          input: 'one\ntwo\n',
        });
      };
      const well = await start(`${pod}-well`, 'cat; echo end');
      expect(well).toMatchObject({ code: 0, stdout: expect.stringMatching(/^one\ntwo\nend\npod "\S+" deleted/) });
      expect(well.stderr).not.toContain('warning');
      const badly = await start(`${pod}-badly`, 'read a; echo got $a; exit 5');
      expect(badly).toMatchObject({ code: 5, stdout: expect.stringMatching(/^got one\npod "\S+" deleted/) });
      expect(badly.stderr).toContain(`pod default/${pod}-badly terminated (Error)`);
      expect(badly.stderr).not.toContain('warning');
    },
  );
});
