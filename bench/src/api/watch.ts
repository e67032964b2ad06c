import { cpuMsOf, usageOf } from '../support/processes.js';
import { quantile } from '../support/statistics.js';
import { type Connection, connect } from './connection.js';
import { isSuccess, type Measured } from './load.js';
import { collection, configMap } from './objects.js';
import type { BenchServer } from './server.js';

export interface WatchLoad {
  readonly namespace: string;
  readonly watchers: number;
  readonly writers: number;
  /** How many writes, which every watcher is to be told of. */
  readonly writes: number;
}

/** Every so many watchers one reads when the event was sent; the others count. */
const sampleEvery = 20;
const newline = 10;
const carriageReturn = 13;

/** Writes at full speed with watchers of all of it: an operation is one event that reached one watcher. */
export async function measureWatch(server: BenchServer, load: WatchLoad): Promise<Measured> {
  const all = load.watchers + load.writers;
  const connections = await Promise.all(Array.from({ length: all }, () => connect(server.endpoint)));
  const writers = connections.splice(0, load.writers);
  const path = collection('configmaps', load.namespace);
  const latencies: number[] = [];
  try {
    const { resourceVersion } = await listMetadata(writers[0] as Connection, path);
    const arrived = watchAll(connections, {
      path: `${path}?watch=1&resourceVersion=${resourceVersion}`,
      events: load.writes,
      onLatency: (milliseconds) => latencies.push(milliseconds),
    });
    const cpuBefore = cpuMsOf(server.pid);
    const startedAt = performance.now();
    let next = 0;
    const writer = async (connection: Connection) => {
      for (let index = next++; index < load.writes; index = next++) {
        const body = configMap(`watched-${index}`, { sentAt: performance.now().toFixed(3) });
        isSuccess(await connection.send({ method: 'POST', path, body }));
      }
    };
    await Promise.all([...writers.map(writer), arrived]);
    const seconds = (performance.now() - startedAt) / 1000;
    const operations = load.writes * load.watchers;
    return {
      operations,
      perSecond: operations / seconds,
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      cpuMs: (cpuMsOf(server.pid) - cpuBefore) / operations,
      memory: usageOf(server.pid).pss,
    };
  } finally {
    for (const connection of [...connections, ...writers]) connection.close();
  }
}

async function listMetadata(connection: Connection, path: string): Promise<{ resourceVersion: string }> {
  const answer = await connection.send({ method: 'GET', path: `${path}?limit=1` });
  isSuccess(answer);
  return JSON.parse(answer.body.toString()).metadata;
}

interface Watching {
  path: string;
  /** How many each watcher waits for. */
  events: number;
  onLatency(milliseconds: number): void;
}

/** Resolves when every watcher has been told everything. */
function watchAll(connections: readonly Connection[], { path, events, onLatency }: Watching): Promise<unknown> {
  return Promise.all(
    connections.map((connection, number) => {
      return new Promise<void>((resolve) => {
        let count = 0;
        const countLines = lineCounter();
        const readTimes = number % sampleEvery === 0 ? timeReader(onLatency) : undefined;
        connection.stream(path, (bytes) => {
          readTimes?.(bytes);
          count += countLines(bytes);
          if (count >= events) resolve();
        });
      });
    }),
  );
}

/** Counts events: lines that end as JSON does, not as the framing of chunks and headers does. */
function lineCounter(): (bytes: Buffer) => number {
  let last = carriageReturn;
  return (bytes) => {
    let count = 0;
    for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) {
      if ((at === 0 ? last : bytes[at - 1]) !== carriageReturn) count++;
    }
    last = bytes[bytes.length - 1] ?? last;
    return count;
  };
}

/** Tells how long ago each event that arrives was sent. */
function timeReader(onLatency: (milliseconds: number) => void): (bytes: Buffer) => void {
  const longestStamp = 40;
  let rest = '';
  return (bytes) => {
    const now = performance.now();
    const text = rest + bytes.toString('latin1');
    let read = 0;
    for (const match of text.matchAll(/"sentAt":"([\d.]+)"/g)) {
      onLatency(now - Number(match[1]));
      read = match.index + match[0].length;
    }
    rest = text.slice(Math.max(read, text.length - longestStamp));
  };
}
