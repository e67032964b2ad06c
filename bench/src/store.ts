import { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore } from '../../packages/apiserver/dist/store/create-store.js';
import { memoryBackend } from '../../packages/apiserver/dist/store/memory.js';
import { sqliteBackend } from '../../packages/apiserver/dist/store/sqlite.js';
import type { Store, StoredObject } from '../../packages/apiserver/dist/store/store.js';
import { readCommandLine } from '../../packages/client/dist/index.js';

const {
  positionals: [disk = tmpdir()],
} = readCommandLine({
  usage: `
Usage: node bench/dist/store.js [FOLDER]

What the store itself does, without HTTP. The database is made in FOLDER, which decides whose disk is measured. "main" is
the CPU time of the main thread, "all" that of all threads, for each operation.
`,
  positionals: 1,
});
const folder = await mkdtemp(join(disk, 'sampan-bench-store-'));
const clock = { now: () => Date.now(), setTimeout: () => ({ cancel: () => undefined }) };
let files = 0;

/** One way to keep the log: the same measurements for each. */
const backends = {
  sqlite: () => sqliteBackend({ file: join(folder, `store-${files++}.db`) }),
  memory: () => memoryBackend(),
};

for (const [name, backend] of Object.entries(backends)) {
  for (const writers of [1, 16, 64]) {
    const store = await createStore({ backend: backend(), clock });
    await commits(store, { writers, count: 2_000 });
    await report(`${name}: commit 1 KiB, ${writers} writers`, writers === 1 ? 5_000 : 60_000, (count) =>
      commits(store, { writers, count }),
    );
    await store.close();
  }
}

await pods();
await rm(folder, { recursive: true });

/** Opens, reads and watches 5,000 Pods of 7 kB. */
async function pods(): Promise<void> {
  const file = join(folder, 'pods.db');
  const filled = await createStore({ backend: sqliteBackend({ file }), clock });
  await Promise.all(Array.from({ length: 5_000 }, (_, i) => put(filled, podKey(i), 7_000)));
  await filled.close();

  const memoryBefore = usedMemory();
  const started = performance.now();
  const store = await createStore({ backend: sqliteBackend({ file }), clock, recentEvents: { count: 0 } });
  const milliseconds = (performance.now() - started).toFixed(0);
  const memory = usedMemory();
  const each = (bytes: number) => Math.round(bytes / store.count('/registry/pods/'));
  console.log(
    `open 5,000 Pods of 7 kB: ${milliseconds} ms; ${((await stat(file)).size / 2 ** 20).toFixed(1)} MiB of file`,
  );
  console.log(
    `memory for each Pod: ${each(memory.heap - memoryBefore.heap)} B beside its ${each(memory.bytes - memoryBefore.bytes)} B`,
  );

  await store.close();
  await read(await createStore({ backend: sqliteBackend({ file }), clock }));
}

async function read(store: Store): Promise<void> {
  await report('get one of 5,000 Pods', 1_000_000, (count) => {
    for (let i = 0; i < count; i++) if (!store.get(podKey(i % 5_000))) throw new Error('missing');
  });
  await report('list 5,000 Pods', 500, async (count) => {
    for (let i = 0; i < count; i++) await store.list({ prefix: '/registry/pods/' });
  });
  await report('list 50 of 5,000 Pods by label', 500, async (count) => {
    const matches = ({ index }: StoredObject) => index.labels.shard === '7';
    for (let i = 0; i < count; i++) await store.list({ prefix: '/registry/pods/', matches });
  });
  const { revision } = store;
  await Promise.all(Array.from({ length: 1_000 }, (_, i) => put(store, podKey(i), 100)));
  await report('list 500 Pods as of 1,000 writes ago', 200, async (count) => {
    for (let i = 0; i < count; i++) await store.list({ prefix: '/registry/pods/', revision, limit: 500 });
  });
  await watchFanOut(store);
  await store.close();
}

async function commits(to: Store, { writers, count }: { writers: number; count: number }): Promise<void> {
  const writer = async (number: number) => {
    for (let i = number; i < count; i += writers)
      await put(to, `/registry/configmaps/default/writer-${number}-${i % 100}`, 1024);
  };
  await Promise.all(Array.from({ length: writers }, (_, number) => writer(number)));
}

/** Writes with 200 watchers of all Pods; each event counts once for each watcher. */
async function watchFanOut(to: Store): Promise<void> {
  let delivered = 0;
  const watches = Array.from({ length: 200 }, () =>
    to.watch({
      prefix: '/registry/pods/',
      after: to.revision,
      onEnd: () => undefined,
      onEvents: (events) => {
        delivered += events.length;
      },
    }),
  );
  await report('watch: events to 200 watchers, 64 writers', 2_000_000, async (count) => {
    const writer = async (number: number) => {
      for (let i = number; i < count / 200; i += 64) await put(to, podKey(i % 5_000), 1024);
    };
    await Promise.all(Array.from({ length: 64 }, (_, number) => writer(number)));
  });
  if (delivered !== 2_000_000) throw new Error(`delivered ${delivered} events`);
  for (const watch of watches) watch.stop();
}

async function put(to: Store, key: string, size: number): Promise<unknown> {
  const latest = to.latest(key);
  const newest = latest instanceof Promise ? await latest : latest;
  const name = key.slice(key.lastIndexOf('/') + 1);
  return to.commit({
    type: 'put',
    key,
    expected: newest?.revision ?? 0,
    encode: () => ({
      bytes: Buffer.from(`{"metadata":{"name":"${name}"},"data":{"x":"${padding(size)}"}}`),
      index: {
        uid: `8a1f4ad2-5d3c-4b0a-9b1e-${to.revision}`,
        labels: { app: 'web', shard: `${to.revision % 100}` },
        fields: { 'metadata.name': name, 'metadata.namespace': 'default' },
        ownerUids: ['0f4de3f4-6a50-4b1c-8f43-3a3bdfb3f6c1'],
      },
    }),
  });
}

function padding(size: number): string {
  return 'x'.repeat(Math.max(0, size - 80));
}

function podKey(i: number): string {
  return `/registry/pods/default/web-5f7c9d8b6d-${String((i * 7919) % 5_000).padStart(5, '0')}`;
}

async function report(what: string, count: number, run: (count: number) => void | Promise<void>): Promise<void> {
  const cpuBefore = process.cpuUsage();
  const mainBefore = mainThreadCpu();
  const before = performance.now();
  await run(count);
  const seconds = (performance.now() - before) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const main = mainThreadCpu();
  const each = (microseconds: number) => `${(microseconds / count).toFixed(2)} µs`;
  const mainEach = main === undefined || mainBefore === undefined ? 'unknown' : each(main - mainBefore);
  const perSecond = Math.round(count / seconds).toLocaleString('en');
  console.log(
    `${what}: ${perSecond}/s, ${each(seconds * 1e6)} each; CPU: main ${mainEach}, all ${each(user + system)}`,
  );
}

/** Microseconds that the main thread has been on a CPU; known on Linux only. */
function mainThreadCpu(): number | undefined {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1000;
  } catch {
    return undefined;
  }
}

/** Exact only under `node --expose-gc`. */
function usedMemory(): { heap: number; bytes: number } {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed + external - arrayBuffers, bytes: arrayBuffers };
}
