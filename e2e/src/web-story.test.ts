import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectls, runKubectl, startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { example } from './support/paths.js';

/** The tour of the README, told with each kubectl in turn on one cluster. */
describe.each(kubectls)('the story of a web application, with $name', (which) => {
  let cluster: TestCluster;
  const kubectl = (...args: string[]) => runKubectl(which, args, { env: cluster.env });

  beforeAll(async () => {
    cluster = await startTestCluster('--name', 'sampan');
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  it('applies a directory', async () => {
    const applied = await kubectl('apply', '-f', example('web'));
    expect(applied.split('\n').sort()).toEqual(
      [
        '',
        'configmap/web created',
        'configmap/web-content created',
        'deployment.apps/web created',
        'secret/web created',
        'service/web created',
      ].sort(),
    );
    expect(await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s')).toContain(
      'deployment "web" successfully rolled out',
    );
    const again = await kubectl('apply', '-f', example('web'));
    expect(again.match(/unchanged/g)).toHaveLength(4);
    expect(again).toContain('secret/web configured'); // stringData is never what the server has
  });

  it('runs three Pods as real processes', async () => {
    const pods = JSON.parse(await kubectl('get', 'pods', '-l', 'app=web', '-o', 'json'));
    expect(pods.items).toHaveLength(3);
    for (const pod of pods.items) {
      expect(pod.status.phase).toBe('Running');
      expect(pod.status.containerStatuses[0]).toMatchObject({ ready: true, restartCount: 0 });
    }
    const table = await kubectl('get', 'pods', '-l', 'app=web');
    expect(table.split('\n')[0]).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE$/);
    expect(table.match(/1\/1 +Running +0/g)).toHaveLength(3);
  });

  it('answers through the Service from the host, from three Pods', async () => {
    const names = new Set<string>();
    await eventually(async () => {
      names.add((await get('http://127.0.0.1:30080/json')).pod);
      expect(names.size).toBe(3);
    });
    const clusterIp = await kubectl('get', 'service', 'web', '-o', 'jsonpath={.spec.clusterIP}');
    expect((await get(`http://${clusterIp}/json`)).pod).toMatch(/^web-/);
  });

  it('gives the containers their configuration', async () => {
    const [pod = ''] = (await kubectl('get', 'pods', '-l', 'app=web', '-o', 'name')).split('\n');
    expect(await kubectl('exec', pod, '--', 'printenv', 'GREETING', 'API_KEY')).toBe(
      'Hello from Sampan\nnot-so-secret\n',
    );
    expect(await kubectl('exec', pod, '--', 'sh', '-c', 'cat /etc/web/motd.txt')).toContain('every process is at home');
    expect(await kubectl('logs', pod)).toContain('listens on');
  });

  it('describes what it runs', async () => {
    const described = await kubectl('describe', 'deployment', 'web');
    expect(described).toMatch(/^Name: +web$/m);
    expect(described).toContain('3 desired | 3 updated | 3 total | 3 available | 0 unavailable');
    expect(described).toContain('Scaled up replica set');
  });

  it('rolls to a new version without a failed request, and back', async () => {
    const traffic = startTraffic('http://127.0.0.1:30080/json');
    expect(await kubectl('set', 'image', 'deployment/web', 'web=hello:v2')).toBe('deployment.apps/web image updated\n');
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
    await eventually(async () => expect((await get('http://127.0.0.1:30080/json')).version).toBe('v2'));
    expect(await kubectl('rollout', 'history', 'deployment/web')).toMatch(/^2 +<none>$/m);
    expect(await kubectl('rollout', 'undo', 'deployment/web')).toBe('deployment.apps/web rolled back\n');
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
    await eventually(async () => expect((await get('http://127.0.0.1:30080/json')).version).toBe('v1'));
    const { requests, failures } = await traffic.stop();
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(20);
  });

  it('rolls when a file changes', async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'sampan-e2e-web-'));
    try {
      const text = await readFile(path.join(example('web'), 'deployment.yaml'), 'utf8');
      const file = path.join(dir, 'deployment.yaml');
      await writeFile(file, text.replace('hello:v1', 'hello:v3'));
      expect(await kubectl('apply', '-f', file)).toBe('deployment.apps/web configured\n');
      await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
      expect(
        await kubectl('get', 'deployment', 'web', '-o', 'jsonpath={.spec.template.spec.containers[0].image}'),
      ).toBe('hello:v3');
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });

  it('scales to ten', async () => {
    expect(await kubectl('scale', 'deployment/web', '--replicas=10')).toBe('deployment.apps/web scaled\n');
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
    expect(await kubectl('get', 'deployment', 'web', '-o', 'jsonpath={.status.readyReplicas}')).toBe('10');
  });

  it('is gone after delete, with all its Pods', async () => {
    await kubectl('delete', '-f', example('web'));
    await eventually(async () => {
      expect(await kubectl('get', 'pods,replicasets,deployments', '-o', 'name')).toBe('');
    });
    await eventually(() => expect(get('http://127.0.0.1:30080/json')).rejects.toThrow());
  });
});

interface HelloAnswer {
  pod: string;
  version: string;
}

/** One request on a connection of its own. */
function get(url: string): Promise<HelloAnswer> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent: false, timeout: 5000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${response.statusCode}: ${text}`));
      });
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', reject);
  });
}

/** Keeps asking until it is stopped, and remembers what failed. */
function startTraffic(url: string): { stop(): Promise<{ requests: number; failures: string[] }> } {
  const failures: string[] = [];
  let requests = 0;
  let running = true;
  const done = (async () => {
    while (running) {
      requests++;
      await get(url).catch((error: Error) => failures.push(error.message));
    }
  })();
  return {
    stop: async () => {
      running = false;
      await done;
      return { requests, failures };
    },
  };
}
