import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesNaming, startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { call } from './support/http.js';
import { kill } from './support/kill.js';

describe('the life of a cluster', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster('--nodes', '2');
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  it('is ready when `up` returns: nodes, default service account, context', async () => {
    expect(await cluster.kubectl('config', 'current-context')).toBe('sampan\n');
    expect(await cluster.kubectl('get', 'nodes', '-o', 'jsonpath={.items[*].metadata.name}')).toBe('node-1 node-2');
    expect(await cluster.kubectl('wait', '--for=condition=Ready', 'node', '--all', '--timeout=0')).toContain(
      'condition met',
    );
    expect(await cluster.kubectl('get', 'serviceaccount', 'default', '-o', 'name')).toBe('serviceaccount/default\n');
  });

  it('does nothing but say so when it is up already, and keeps every process', async () => {
    const before = await cluster.pids();
    const again = await cluster.sampan('up');
    expect(again.code).toBe(0);
    expect(await cluster.pids()).toEqual(before);
  });

  it('is seen by status and list', async () => {
    const status = await cluster.sampan('status');
    expect(status.code).toBe(0);
    for (const component of ['supervisor', 'apiserver', 'controller-manager', 'scheduler', 'node-1', 'node-2']) {
      expect(status.stdout).toMatch(new RegExp(`^${component} +Running`, 'm'));
    }
    expect((await cluster.sampan('list')).stdout).toMatch(/^sampan +Running +2 /m);
  });

  it('adds nodes while it runs, and restarts nothing for it', async () => {
    const before = await cluster.pids();
    const grown = await cluster.sampan('up', '--nodes', '3');
    expect(grown.stderr).toContain('node node-3');
    const { 'node-3': added, ...others } = await cluster.pids();
    expect(added).toBeGreaterThan(0);
    expect(others).toEqual(before);
  });

  it('runs a program for an image that is named while it runs', async () => {
    await cluster.kubectl('run', 'named', '--image=example.com/app:2');
    await cluster.kubectl('wait', '--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}', 'pod/named');
    const added = await cluster.sampan('image', 'add', 'example.com/app', '--', 'sleep', '1000');
    expect(added.stderr).toMatch(/^Image "example.com\/app" runs \/.*sleep$/m);
    await cluster.kubectl('wait', '--for=condition=Ready', 'pod/named');
    expect((await cluster.sampan('image', 'ls')).stdout).toMatch(/^example.com\/app +added +\/.*sleep 1000$/m);
    expect((await cluster.sampan('image', 'rm', 'example.com/app')).code).toBe(0);
    expect((await cluster.sampan('image', 'rm', 'example.com/app')).stderr).toContain('no program was added');
    await cluster.kubectl('delete', 'pod', 'named', '--now');
  });

  it('restarts a component that dies', async () => {
    const before = await cluster.pids();
    kill(before.scheduler);
    await eventually(async () => {
      const after = await cluster.pids();
      expect(after.scheduler).toBeGreaterThan(0);
      expect(after.scheduler).not.toBe(before.scheduler);
    });
  });

  it('keeps its state over down and up, and leaves no process while it is down', async () => {
    await cluster.kubectl('create', 'configmap', 'kept', '--from-literal=a=b');
    expect((await cluster.sampan('down')).code).toBe(0);
    expect(await processesNaming(cluster.home)).toEqual([]);
    expect((await cluster.sampan('status')).code).toBe(1);
    expect((await cluster.sampan('up')).code).toBe(0);
    expect(await cluster.kubectl('get', 'configmap', 'kept', '-o', 'jsonpath={.data.a}')).toBe('b');
  });

  it('is found again by `up` when its supervisor was killed', async () => {
    await cluster.kubectl('create', 'configmap', 'survivor', '--from-literal=a=b');
    const before = await cluster.pids();
    kill(before.supervisor);
    expect((await call(cluster, '/readyz')).status).toBe(200);
    expect((await cluster.sampan('up')).code).toBe(0);
    const after = await cluster.pids();
    expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
    expect(await cluster.kubectl('get', 'configmap', 'survivor', '-o', 'name')).toBe('configmap/survivor\n');
  });

  it('prints the logs of its components, and names them when asked for another', async () => {
    expect((await cluster.sampan('logs', 'supervisor')).stdout).toContain('apiserver ready');
    const unknown = await cluster.sampan('logs', 'etcd');
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('apiserver, controller-manager, scheduler');
  });

  it('says what is wrong with its options', async () => {
    const cases: [string[], string][] = [
      [['up', '--name', 'Not_A_Name'], 'cannot name a cluster'],
      [['up', '--nodes', 'many', '--name', 'other'], '--nodes takes a whole number'],
      [['up', '--nodes', '-1', '--name', 'other'], '--nodes takes a whole number from 0 to 1023'],
      [['up', '--nodes', '300', '--max-pods', '1000', '--name', 'other'], 'a whole number from 0 to 255'],
      [['up', '--max-pods', 'all', '--name', 'other'], '--max-pods takes a whole number'],
      [['up', '--max-pods', '300'], 'nodes of the cluster take 110 Pods'],
      [['up', '--port', '99999', '--name', 'other'], '--port takes a whole number'],
      [['up', '--driver', 'docker', '--name', 'other'], 'unknown driver'],
      [['down', '--name', 'missing'], 'there is no cluster named "missing"'],
      [['status', '--name', 'missing'], 'there is no cluster named "missing"'],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await cluster.sampan(...args);
      expect(stderr).toContain(message);
      expect(code).toBe(1);
    }
  });

  it('says which port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const { code, stderr } = await cluster.sampan('up', '--name', 'blocked', '--port', String(port));
    server.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`port ${port} is in use`);
  });

  it('is started, stopped and removed by one command at a time', async () => {
    const ups = await Promise.all([1, 2, 3].map(() => cluster.sampan('up', '--name', 'crowd', '--port', '0')));
    expect(ups.map(({ code }) => code)).toEqual([0, 0, 0]);
    const mixed = await Promise.all(
      ['down', 'up', 'down', 'up'].map((command) => cluster.sampan(command, '--name', 'crowd')),
    );
    expect(mixed.map(({ code, stderr }) => `${code} ${code === 0 ? '' : stderr}`)).toEqual(['0 ', '0 ', '0 ', '0 ']);
    const deletes = await Promise.all([1, 2].map(() => cluster.sampan('delete', '--name', 'crowd')));
    expect(deletes.map(({ code }) => code).sort()).toEqual([0, 1]);
    expect(deletes.map(({ stderr }) => stderr).join('')).toContain('there is no cluster named "crowd"');
    expect(await readdir(cluster.home)).not.toContain('crowd');
    expect(await processesNaming(`${cluster.home}/crowd`)).toEqual([]);
  });

  it('leaves of a folder given to it what it did not make', async () => {
    const folder = path.join(cluster.home, 'given');
    await mkdir(folder, { mode: 0o777 });
    await writeFile(path.join(folder, 'letter'), 'dear');
    const refused = await cluster.sampan('up', '--name', 'given-name', '--port', '0', '--data-dir', folder);
    expect(refused.stderr).toContain('holds other things than a cluster: letter');
    await rm(path.join(folder, 'letter'));
    expect((await cluster.sampan('up', '--name', 'given-name', '--port', '0', '--data-dir', folder)).code).toBe(0);
    expect((await stat(folder)).mode & 0o066).toBe(0);
    await writeFile(path.join(folder, 'letter'), 'dear');
    expect((await cluster.sampan('delete', '--name', 'given-name')).code).toBe(0);
    expect(await readdir(folder)).toEqual(['letter']);
    await cluster.kubectl('config', 'use-context', 'sampan');
  });

  it('can be removed when its configuration cannot be read', async () => {
    expect((await cluster.sampan('up', '--name', 'broken', '--port', '0')).code).toBe(0);
    await writeFile(path.join(cluster.home, 'broken', 'cluster.json'), '{');
    expect((await cluster.sampan('delete', '--name', 'broken')).code).toBe(0);
    expect(await processesNaming(`${cluster.home}/broken`)).toEqual([]);
    await cluster.kubectl('config', 'use-context', 'sampan');
  });

  it('has no node where none is asked for, and takes one later that has room for many Pods', async () => {
    const up = ['up', '--name', 'bare', '--port', '0'];
    expect((await cluster.sampan(...up, '--nodes', '0', '--max-pods', '300')).code).toBe(0);
    const nodes = () => cluster.sampan('kubectl', '--name', 'bare', 'get', 'nodes', '-o', 'name');
    expect((await nodes()).stdout).toBe('');
    expect((await cluster.sampan('up', '--name', 'bare')).stderr).not.toContain('node node-1');
    expect((await cluster.sampan('up', '--name', 'bare', '--nodes', '1')).stderr).toContain('node node-1');
    const fields = '{.spec.podCIDR} {.status.allocatable.pods}';
    const node = ['get', 'node', 'node-1', '-o', `jsonpath=${fields}`];
    const described = await cluster.sampan('kubectl', '--name', 'bare', ...node);
    expect(described.stdout).toMatch(/^127\.\d+\.2\.0\/23 300$/);
    expect((await cluster.sampan('delete', '--name', 'bare')).code).toBe(0);
    await cluster.kubectl('config', 'use-context', 'sampan');
  });

  it('has nodes on which Pods only seem to run, where they are asked for', async () => {
    const up = ['up', '--name', 'large', '--port', '0'];
    const kubectl = (...args: string[]) => cluster.sampan('kubectl', '--name', 'large', ...args);
    expect((await cluster.sampan(...up, '--nodes', '0', '--simulated-nodes', '20')).code).toBe(0);
    await kubectl('create', 'deployment', 'web', '--image=nothing', '--replicas=30');
    expect((await kubectl('rollout', 'status', 'deployment', 'web', '--timeout=60s')).code).toBe(0);
    const fewer = await cluster.sampan('up', '--name', 'large', '--simulated-nodes', '10');
    expect(fewer.stderr).toContain('the cluster has 20 simulated nodes already');
    expect((await kubectl('logs', 'deployment/web')).stderr).toContain('simulated');
    expect((await cluster.sampan('delete', '--name', 'large')).code).toBe(0);
    await cluster.kubectl('config', 'use-context', 'sampan');
  });

  it('has room for a second cluster beside it', async () => {
    expect((await cluster.sampan('up', '--name', 'second', '--port', '0')).code).toBe(0);
    const listed = (await cluster.sampan('list')).stdout;
    expect(listed).toMatch(/^sampan +Running/m);
    expect(listed).toMatch(/^second +Running/m);
    expect(await cluster.kubectl('config', 'current-context')).toBe('sampan-second\n');
    expect(await cluster.kubectl('--context', 'sampan', 'get', 'configmap', 'kept', '-o', 'name')).toBe(
      'configmap/kept\n',
    );
    expect((await cluster.sampan('delete', '--name', 'second')).code).toBe(0);
    expect(await readFile(path.join(cluster.home, 'kubeconfig'), 'utf8')).not.toContain('sampan-second');
    await cluster.kubectl('config', 'use-context', 'sampan');
  });
});
