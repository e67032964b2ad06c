import { startTestCluster } from '@sampan/e2e/support/cluster.js';
import { kubectlBinary, realKubectl, sampanBinary } from '@sampan/e2e/support/paths.js';
import { run } from '@sampan/e2e/support/run.js';
import { readCommandLine } from '../../packages/client/dist/index.js';
import { line, median } from './support/statistics.js';

readCommandLine({
  usage: `
Usage: node bench/dist/cli.js

How long commands take to start, against bare Node and the real kubectl.
`,
});

const rounds = 15;
const cluster = await startTestCluster();
try {
  const node = process.execPath;
  const real = realKubectl;
  const commands: [string, string, string[]][] = [
    ['node -e 0', node, ['-e', '0']],
    ['kubectl version --client (ours)', node, [kubectlBinary, 'version', '--client']],
    ['kubectl get pods (ours)', node, [kubectlBinary, 'get', 'pods']],
    ['sampan version', node, [sampanBinary, 'version']],
    ...(real === undefined
      ? []
      : ([
          ['kubectl version --client (real)', real, ['version', '--client']],
          ['kubectl get pods (real)', real, ['get', 'pods']],
        ] as [string, string, string[]][])),
  ];
  for (const [name, command, args] of commands) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const startedAt = performance.now();
      await run(command, args, { env: cluster.env });
      times.push(performance.now() - startedAt);
    }
    line(`${name} (median of ${rounds})`, median(times), 'ms');
  }
} finally {
  await cluster.destroy();
}
