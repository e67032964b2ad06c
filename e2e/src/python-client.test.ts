import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { root } from './support/paths.js';
import { succeed } from './support/run.js';

/** The first Python that has the client: another one may come first on PATH than the system's, which packages are for. */
const python = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import kubernetes.stream']).status === 0,
);
if (python === undefined) process.stderr.write('no Python with the kubernetes package: its tests are left out\n');

const server = `
  const net = require('net');
  console.log('first');
  net.createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(8080);
`;
const sh = (script: string, rest: object = {}) => ({
  name: 'main',
  image: 'sh',
  command: ['sh', '-c', script],
  ...rest,
});

/** What python3-kubernetes, unchanged, does to pods: it writes booleans as `True`. */
describe.runIf(python !== undefined)('the Python client', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
    const pods = {
      server: { name: 'main', image: 'node', command: [process.execPath, '-e', server] },
      reader: sh('while read a; do echo got $a; done', { stdin: true }),
      again: sh('echo before; test -e $HOME_OF_TEST/again || { touch $HOME_OF_TEST/again; exit 1; }; exec sleep 1000', {
        env: [{ name: 'HOME_OF_TEST', value: cluster.home }],
      }),
    };
    for (const [name, container] of Object.entries(pods)) {
      const file = path.join(cluster.home, `${name}.json`);
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [container] } };
      await writeFile(file, JSON.stringify(pod));
      await cluster.kubectl('apply', '-f', file);
    }
    await cluster.kubectl('wait', '--for=condition=Ready', 'pod/server', 'pod/reader', '--timeout=60s');
    await eventually(async () => {
      const count = '-o=jsonpath={.status.containerStatuses[0].restartCount}{.status.containerStatuses[0].ready}';
      expect(await cluster.kubectl('get', 'pod', 'again', count)).toBe('1true');
    });
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  it('runs, attaches, reads logs, patches, watches and forwards', async () => {
    const script = path.join(root, 'e2e', 'src', 'python-client.py');
    const kubeconfig = path.join(cluster.home, 'kubeconfig');
    const seen = JSON.parse(
      await succeed(python as string, [script, kubeconfig, 'server', 'reader'], { env: cluster.env }),
    );
    expect(seen).toEqual({
      exec: 'out\n',
      exec_split: ['out\n', 'err\n', 3],
      exec_tty: 'typed',
      attach: 'got hello',
      log: 'first\n',
      log_timestamps: expect.stringMatching(/^\d{4}-\d\d-\d\dT\S+Z first\n$/),
      log_previous: 'before\n',
      log_follow: 'first\n',
      log_watch: 'first',
      patched: { strategic: '1', json: '1', merge: '1', apply: '1' },
      watch: ['ADDED', 'python-watched'],
      port_forward: 'through',
    });
  });
});
