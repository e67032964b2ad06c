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

  it.each(all.map((one, index) => ({ ...one, pod: `debug-${index}` })))(
    'debug looks into a running pod, with input: $name',
    async ({ command, prefix, env, pod }) => {
      const kubectl = (args: string[], input = '') =>
        run(command, [...prefix, ...args], { env: { ...cluster.env, ...env }, input });
      const sleeping = ['--image=sh', '--restart=Never', '--command', '--', 'sleep', '1000'];
      expect(await kubectl(['run', pod, ...sleeping])).toMatchObject({ code: 0 });
      expect(await kubectl(['wait', `pod/${pod}`, '--for=condition=Ready', '--timeout=90s'])).toMatchObject({
        code: 0,
      });
      const script = ['--', 'sh', '-c', 'read line; echo "got $line"'];
      // Who has no more to say goes: what comes afterwards is in the log.
      const looked = await kubectl(['debug', pod, '-i', '-c', 'look', '--image=sh', ...script], 'input\n');
      expect(looked).toMatchObject({ code: 0 });
      const ended = '--for=jsonpath={.status.ephemeralContainerStatuses[0].state.terminated.reason}=Completed';
      expect(await kubectl(['wait', `pod/${pod}`, ended, '--timeout=90s'])).toMatchObject({ code: 0 });
      expect(await kubectl(['logs', pod, '-c', 'look'])).toMatchObject({ stdout: 'got input\n' });
      await kubectl(['delete', 'pod', pod, '--grace-period=1']);
    },
  );
});
