import { setMaxListeners } from 'node:events';
import { startTestCluster, type TestCluster } from '../../support/cluster.js';
import { call } from '../../support/http.js';
import type { SoakOptions, SoakReport } from '../command.js';
import { killComponent } from '../kill-components.js';
import { pause } from '../pause.js';
import { type Random, seededRandom } from '../random.js';
import { checkHistory } from './check-history.js';
import { type RecordingClient, recordingClient } from './client.js';
import { namespace } from './collection.js';
import type { EventRecord, ReadRecord, WriteRecord } from './history.js';
import { startWatcher } from './watcher.js';

const writerCount = 6;
const counterCount = 2;
const incrementersOfEach = 2;
const watcherCount = 4;
/** While the server is away. */
const retryAfter = 50;
const keys = Array.from({ length: 8 }, (_, index) => `key-${index}`);
const counters = Array.from({ length: counterCount }, (_, index) => `counter-${index}`);

/**
 * Writers, counters and watchers against an API server that is killed again and again; afterwards the history of all
 * that they saw is checked.
 */
export async function runHistory({ seed, duration, log }: SoakOptions): Promise<SoakReport> {
  const cluster = await startTestCluster();
  const over = new AbortController();
  // Everything that takes part waits for it.
  setMaxListeners(0, over.signal);
  const timer = setTimeout(() => over.abort(), duration);
  try {
    return await record(cluster, { random: seededRandom(seed), over: over.signal, log });
  } finally {
    clearTimeout(timer);
    over.abort();
    await cluster.destroy();
  }
}

interface Run {
  readonly random: Random;
  /** Aborted when it is enough. */
  readonly over: AbortSignal;
  log(line: string): void;
}

async function record(cluster: TestCluster, { random, over, log }: Run): Promise<SoakReport> {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  const created = await call(cluster, '/api/v1/namespaces', { method: 'POST', body });
  const start = Number(created.json.metadata.resourceVersion);
  const records: { writes: WriteRecord[]; reads: ReadRecord[] } = { writes: [], reads: [] };
  const client = recordingClient(cluster, records);
  const watchers = Array.from({ length: watcherCount }, () => startWatcher(cluster, start, random.fork()));
  const work = [
    ...Array.from({ length: writerCount }, (_, id) => write(client, { name: `w${id}`, random: random.fork(), over })),
    ...counters.flatMap((key, at) =>
      Array.from({ length: incrementersOfEach }, (_, id) => increment(client, key, { name: `c${at}.${id}`, over })),
    ),
  ];
  const kills = await killRepeatedly(cluster, { random: random.fork(), over, log });
  await Promise.all(work);
  const last = await client.create('last', 'last');
  const end = last.outcome.type === 'done' ? last.outcome.revision : 0;
  await Promise.all(watchers.map((watcher) => watcher.reached(end)));
  await Promise.all(watchers.map((watcher) => watcher.stop()));
  const [events = []] = watchers.map((watcher) => watcher.events);
  const writes = records.writes.map((one) => withRevision(one, events));
  const history = { writes, reads: records.reads, watchers: watchers.map((watcher) => watcher.events) };
  const done = writes.filter(({ outcome }) => outcome.type === 'done').length;
  return {
    summary: `${kills} kills, ${done} of ${writes.length} writes acknowledged, ${records.reads.length} reads, ${events.length} events`,
    violations: [
      ...watchers.flatMap(({ complaints }) => complaints),
      ...(end === 0 ? ['the last write was not acknowledged'] : []),
      ...counters.flatMap((key) => checkCounter(key, writes, events)),
      ...checkHistory(history),
    ],
  };
}

interface Worker {
  readonly name: string;
  readonly over: AbortSignal;
}

/** Does this and that to random keys; every value is its own. */
async function write(client: RecordingClient, { name, random, over }: Worker & { random: Random }): Promise<void> {
  for (let serial = 0; !over.aborted; serial++) {
    const key = random.pick(keys);
    const value = `${name}-${serial}`;
    const found = await client.read(key);
    if (found === 'unknown') await pause(retryAfter, over);
    else if (found === 'absent') await client.create(key, value);
    else if (random.below(5) === 0) await client.remove(key, found.revision);
    else await client.update(key, value, found.revision);
    await pause(random.below(20), over);
  }
}

/** Adds one, again and again. */
async function increment(client: RecordingClient, key: string, { name, over }: Worker): Promise<void> {
  for (let serial = 0; !over.aborted; serial++) {
    const found = await client.read(key);
    if (found === 'unknown') await pause(retryAfter, over);
    else if (found === 'absent') await client.create(key, `0/${name}-${serial}`);
    else await client.update(key, `${countOf(found.value) + 1}/${name}-${serial}`, found.revision);
    await pause(5, over);
  }
}

function countOf(value: string): number {
  return Number(value.slice(0, value.indexOf('/')));
}

/** Returns how often, when it is over. */
async function killRepeatedly(cluster: TestCluster, { random, over, log }: Run): Promise<number> {
  for (let kills = 0; ; kills++) {
    await pause(random.between(500, 4000), over);
    if (over.aborted) return kills;
    await killComponent(cluster, 'apiserver');
    log(`  killed the API server (${kills + 1})`);
  }
}

/** A delete's answer does not tell its revision: it is the one after the version that was named. */
function withRevision(record: WriteRecord, events: readonly EventRecord[]): WriteRecord {
  if (record.type !== 'delete' || record.outcome.type !== 'done') return record;
  const own = events.filter(({ key }) => key === record.key);
  const next = own[own.findIndex(({ revision }) => revision === record.replaces) + 1];
  return { ...record, outcome: { type: 'done', revision: next?.revision ?? 0 } };
}

/** A counter has counted every increment that was acknowledged, and of the others none twice. */
function checkCounter(key: string, writes: readonly WriteRecord[], events: readonly EventRecord[]): string[] {
  const increments = writes.filter((one) => one.key === key && one.type === 'update');
  const done = increments.filter(({ outcome }) => outcome.type === 'done').length;
  const unknown = increments.filter(({ outcome }) => outcome.type === 'unknown').length;
  const count = countOf(events.filter((event) => event.key === key).at(-1)?.value ?? '0/');
  if (count >= done && count <= done + unknown) return [];
  return [`${key} has counted ${count} of ${done} acknowledged increments (and ${unknown} that nobody knows of)`];
}
