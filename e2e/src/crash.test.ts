import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesNaming, startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { call } from './support/http.js';
import { kill } from './support/kill.js';
import { example, kubectlBinary } from './support/paths.js';
import { startProgram } from './support/running-program.js';

interface PodView {
  readonly name: string;
  readonly restarts: number;
  readonly containerId: string;
  readonly ready: boolean;
}

/** Any process may be killed at any moment. */
describe('kill -9', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
    await cluster.kubectl('apply', '-f', example('web'));
    await cluster.kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  async function pods(): Promise<PodView[]> {
    const { items } = JSON.parse(await cluster.kubectl('get', 'pods', '-l', 'app=web', '-o', 'json'));
    return items
      .map((pod: any) => ({
        name: pod.metadata.name,
        restarts: pod.status.containerStatuses[0].restartCount,
        containerId: pod.status.containerStatuses[0].containerID,
        ready: pod.status.containerStatuses[0].ready,
      }))
      .sort((a: PodView, b: PodView) => a.name.localeCompare(b.name));
  }

  /** The process that serves in a Pod, as it says itself. */
  async function serverPid(pod: string): Promise<number> {
    return Number(await cluster.kubectl('exec', pod, '--', 'sh', '-c', 'echo $PPID').catch(() => '0'));
  }

  async function killComponent(name: string): Promise<void> {
    const before = await cluster.pids();
    kill(before[name]);
    await eventually(async () => {
      const after = await cluster.pids();
      expect(after[name]).toBeGreaterThan(0);
      expect(after[name]).not.toBe(before[name]);
    });
    await eventually(async () => expect((await call(cluster, '/readyz')).status).toBe(200));
  }

  it('of a container: it is restarted, and counted', async () => {
    const [victim] = await pods();
    const pid = await containerPid(cluster, victim?.name ?? '');
    process.kill(pid, 'SIGKILL');
    await eventually(async () => {
      const now = (await pods()).find(({ name }) => name === victim?.name);
      expect(now).toMatchObject({ restarts: 1, ready: true });
    });
    const last = await cluster.kubectl(
      'get',
      'pod',
      victim?.name ?? '',
      '-o',
      'jsonpath={.status.containerStatuses[0].lastState.terminated.exitCode}',
    );
    expect(last).toBe('137');
  });

  it('of the API server under writes: every acknowledged write is there, and no container restarts', async () => {
    const before = await pods();
    const acknowledged: string[] = [];
    let writing = true;
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let index = 0; writing; index++) {
        const name = `crash-${writer}-${index}`;
        const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { crash: 'yes' } } };
        const answer = await call(cluster, '/api/v1/namespaces/default/configmaps', { method: 'POST', body }).catch(
          () => undefined,
        );
        if (answer?.status === 201) acknowledged.push(name);
      }
    });
    await eventually(() => expect(acknowledged.length).toBeGreaterThan(50));
    await killComponent('apiserver');
    const atRestart = acknowledged.length;
    await eventually(() => expect(acknowledged.length).toBeGreaterThan(atRestart + 20));
    writing = false;
    await Promise.all(writers);
    const stored = (await call(cluster, '/api/v1/namespaces/default/configmaps?labelSelector=crash%3Dyes')).json.items;
    const names = new Set(stored.map((item: { metadata: { name: string } }) => item.metadata.name));
    expect(acknowledged.filter((name) => !names.has(name))).toEqual([]);
    expect(await pods()).toEqual(before);
  });

  it('of the API server: the controllers go on where they were', async () => {
    await cluster.kubectl('scale', 'deployment/web', '--replicas=4');
    await cluster.kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
    expect(await pods()).toHaveLength(4);
    await cluster.kubectl('scale', 'deployment/web', '--replicas=3');
    await eventually(async () => expect(await pods()).toHaveLength(3));
  });

  it('of the node agent: the same containers go on, with the same pids', async () => {
    const before = await pods();
    const pids = await Promise.all(before.map(({ name }) => containerPid(cluster, name)));
    await killComponent('node-1');
    await eventually(async () => expect(await pods()).toEqual(before));
    expect(await Promise.all(before.map(({ name }) => containerPid(cluster, name)))).toEqual(pids);
    expect(await cluster.kubectl('logs', before[0]?.name ?? '')).toContain('listens on');
    expect(await serverPid(before[0]?.name ?? '')).toBeGreaterThan(0);
  });

  it('an agent that is asked to end ends its streams, and says nothing of them', async () => {
    const [pod] = await pods();
    const logFile = path.join(cluster.home, 'sampan', 'logs', 'node-1.log');
    const saidBefore = (await readFile(logFile, 'utf8')).length;
    const start = (...args: string[]) => startProgram(process.execPath, [kubectlBinary, ...args], cluster.env);
    const name = pod?.name ?? '';
    const streams = [
      start('exec', '-i', name, '--', 'sh', '-c', 'echo begun; exec sleep 1000'),
      start('logs', '-f', name),
      start('port-forward', name, ':8080'),
    ];
    await Promise.all(streams.map((stream) => stream.until((output) => output !== '')));
    const before = await cluster.pids();
    process.kill(before['node-1'] as number, 'SIGTERM');
    const [exec, logs, forward] = streams;
    expect(await exec?.exited).toBe(1);
    expect(exec?.output()).toContain('error: error reading from error stream');
    expect(await logs?.exited).toBe(1);
    forward?.child.kill();
    await forward?.exited;
    await eventually(async () => expect((await cluster.pids())['node-1']).not.toBe(before['node-1']));
    expect((await readFile(logFile, 'utf8')).slice(saidBefore)).not.toMatch(/Unhandled|Error|at async/);
    await eventually(async () => expect(await cluster.kubectl('logs', name)).toContain('listens on'));
  });

  it('of controllers and scheduler: a rollout goes on', async () => {
    const rollout = cluster.kubectl('set', 'image', 'deployment/web', 'web=hello:v2');
    await Promise.all([killComponent('controller-manager'), killComponent('scheduler'), rollout]);
    await cluster.kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
    // Those that were replaced may still be on their way out, ended and not ready any more.
    await eventually(async () => {
      const now = await pods();
      expect(now.map(({ ready, restarts }) => ({ ready, restarts }))).toEqual(
        now.map(() => ({ ready: true, restarts: 0 })),
      );
    });
  });

  it('of the supervisor: `up` finds the same containers', async () => {
    // Those of the rollout before may still be on their way out.
    await eventually(async () => expect(await pods()).toHaveLength(3));
    const before = await pods();
    kill((await cluster.pids()).supervisor);
    expect((await cluster.sampan('up')).code).toBe(0);
    expect(await pods()).toEqual(before);
  });

  it('of the supervisor while it starts: nothing is left that `down` does not find', async () => {
    for (let round = 0; round < 5; round++) {
      const { 'node-1': agent, supervisor } = await cluster.pids();
      kill(agent);
      // The replacement is about to be started, or has just been.
      await eventually(async () => expect((await cluster.pids())['node-1']).not.toBe(agent));
      kill(supervisor);
      expect((await cluster.sampan('down')).code).toBe(0);
      await eventually(async () => expect(await agents(cluster)).toEqual([]));
      expect((await cluster.sampan('up')).code).toBe(0);
    }
  });

  it('of the supervisor: `down` still stops everything', async () => {
    kill((await cluster.pids()).supervisor);
    expect((await cluster.sampan('down')).code).toBe(0);
    expect(Object.keys(await cluster.pids())).toEqual([]);
    expect((await cluster.sampan('up')).code).toBe(0);
  });
});

/** The agents that run on the cluster's folder, whoever knows of them. */
async function agents(cluster: TestCluster): Promise<string[]> {
  return (await processesNaming(cluster.home)).filter((line) => line.includes('node-agent.js'));
}

/** The process id of a Pod's server, which `hello` tells, checked against the system. */
async function containerPid(cluster: TestCluster, pod: string): Promise<number> {
  const ip = await cluster.kubectl('get', 'pod', pod, '-o', 'jsonpath={.status.podIP}');
  const answer = await eventually(async () => {
    const response = await fetch(`http://${ip}:8080/json`);
    expect(response.status).toBe(200);
    return (await response.json()) as { pid: number };
  });
  expect(await readFile(`/proc/${answer.pid}/cmdline`, 'utf8')).toContain('hello');
  return answer.pid;
}
