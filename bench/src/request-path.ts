import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningApiserver, sqliteBackend, startApiserver } from '../../packages/apiserver/dist/index.js';
import { readCommandLine } from '../../packages/client/dist/index.js';

const {
  positionals: [disk = tmpdir()],
} = readCommandLine({
  usage: `
Usage: node bench/dist/request-path.js [FOLDER]

What a request costs in the API server, without sockets and TLS. The store is SQLite in a folder of FOLDER. CPU is that of
all threads of the process, in milliseconds for each operation.
`,
  positionals: 1,
});
const folder = await mkdtemp(join(disk, 'sampan-bench-api-'));
const user = { name: 'bench', groups: ['system:masters'] };
const server = await startApiserver({ backend: sqliteBackend({ file: join(folder, 'state.db') }) });
const configMaps = '/api/v1/namespaces/default/configmaps';
const pods = '/api/v1/namespaces/default/pods';

await send('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
await send('POST', configMaps, { metadata: { name: 'one' }, data: { a: 'x'.repeat(1024) } });

const newConfigMap = { metadata: { generateName: 'c-' }, data: { a: 'x'.repeat(1024) } };
await measure('create ConfigMap of 1 KiB, 1 writer', 1, 3_000, () => send('POST', configMaps, newConfigMap));
await measure('create ConfigMap of 1 KiB, 64 writers', 64, 20_000, () => send('POST', configMaps, newConfigMap));
await measure('get one', 32, 50_000, () => send('GET', `${configMaps}/one`));
let count = 0;
await measure('merge patch of one object, 16 writers', 16, 10_000, () =>
  send('PATCH', `${configMaps}/one`, { metadata: { annotations: { count: String(count++) } } }),
);
await measure('list 2,000 of 23,000 ConfigMaps', 1, 50, () => send('GET', `${configMaps}?limit=2000`));
await measure('create Pod of 7 kB', 64, 5_000, (index) =>
  send('POST', pods, {
    metadata: { name: `p-${index}`, labels: { app: `a-${index % 100}` }, annotations: { pad: 'y'.repeat(4_800) } },
    spec: { containers: [{ name: 'web', image: 'hello:1', ports: [{ containerPort: 8080 }] }] },
  }),
);
await measure('list 5,000 Pods', 1, 20, () => send('GET', pods));
await measure('list 50 of 5,000 Pods by label', 16, 1_000, () => send('GET', `${pods}?labelSelector=app%3Da-7`));
const watchers = await watch(server, 200);
await measure('create ConfigMap before 200 watchers', 16, 5_000, () => send('POST', configMaps, newConfigMap));
watchers.stop();
await measure('delete Pod', 64, 5_000, (index) => send('DELETE', `${pods}/p-${index}`));

await server.close();
await rm(folder, { recursive: true });

async function send(method: string, url: string, body?: object): Promise<number> {
  const headers = { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' };
  const response = await server.request({
    method,
    url,
    user,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  let bytes = 0;
  for await (const chunk of response.body) bytes += chunk.length;
  if (response.status >= 300) throw new Error(`${method} ${url}: ${response.status}`);
  return bytes;
}

/** Runs `operation` so many times, so many at once. */
async function measure(name: string, workers: number, times: number, operation: (index: number) => Promise<number>) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  let next = 0;
  const work = async () => {
    while (next < times) await operation(next++);
  };
  await Promise.all(Array.from({ length: workers }, work));
  const seconds = (performance.now() - started) / 1000;
  const { user: userTime, system } = process.cpuUsage(cpu);
  const each = ((userTime + system) / 1000 / times).toFixed(3);
  console.log(`${name.padEnd(42)} ${(times / seconds).toFixed(0).padStart(8)}/s ${each.padStart(9)} ms CPU`);
}

/** Watches that throw away what they are sent. */
async function watch(apiserver: RunningApiserver, number: number): Promise<{ stop(): void }> {
  const abort = new AbortController();
  setMaxListeners(number * 2, abort.signal);
  const { revision } = apiserver.context.store;
  const url = `${configMaps}?watch=true&resourceVersion=${revision}`;
  for (let index = 0; index < number; index++) {
    const response = await apiserver.request({ method: 'GET', url, user, signal: abort.signal });
    void (async () => {
      for await (const _ of response.body);
    })();
  }
  return { stop: () => abort.abort() };
}
