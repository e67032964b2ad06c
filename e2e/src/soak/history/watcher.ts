import https from 'node:https';
import type { TestCluster } from '../../support/cluster.js';
import { pause } from '../pause.js';
import type { Random } from '../random.js';
import { collection, type StoredValue, selector } from './collection.js';
import type { EventRecord } from './history.js';

export interface Watcher {
  readonly events: readonly EventRecord[];
  /** What the server said that ends a watch for good. */
  readonly complaints: readonly string[];
  /** Resolves when the watcher has been told of a revision, or of a later one. */
  reached(revision: number): Promise<void>;
  stop(): Promise<void>;
}

/** A client that watches without end: where its connection is lost, or it tears it itself, it goes on after the last event. */
export function startWatcher(cluster: TestCluster, after: number, random: Random): Watcher {
  const events: EventRecord[] = [];
  const complaints: string[] = [];
  const waiting = new Set<() => void>();
  const over = new AbortController();
  let last = after;

  function take(line: string): void {
    const { type, object } = JSON.parse(line) as { type: string; object: StoredValue & { message?: string } };
    if (type === 'ERROR') {
      complaints.push(`a watch from ${last} was refused: ${object.message}`);
      over.abort();
      return;
    }
    const revision = Number(object.metadata.resourceVersion);
    if (type !== 'BOOKMARK') {
      const { name: key = '' } = object.metadata;
      events.push({ type: type as EventRecord['type'], key, revision, value: object.data?.value ?? '' });
    }
    last = revision;
    for (const look of waiting) look();
  }

  async function watch(): Promise<void> {
    while (!over.signal.aborted) {
      const torn = AbortSignal.any([over.signal, AbortSignal.timeout(random.between(500, 5000))]);
      await readWatch(cluster, last, { signal: torn, take }).catch(() => undefined);
      await pause(random.below(100), over.signal);
    }
  }

  const done = watch();
  return {
    events,
    complaints,
    reached: (revision) =>
      new Promise((resolve) => {
        const look = () => {
          if (last < revision && !over.signal.aborted) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    stop: () => {
      over.abort();
      for (const look of waiting) look();
      return done;
    },
  };
}

/** One connection; resolves or rejects when it ends. A line that was cut off is not an event. */
function readWatch(
  cluster: TestCluster,
  after: number,
  { signal, take }: { signal: AbortSignal; take(line: string): void },
): Promise<void> {
  const url = `${cluster.server}${collection}?watch=true&allowWatchBookmarks=true&${selector}&resourceVersion=${after}`;
  const headers = { authorization: `Bearer ${cluster.token}` };
  return new Promise((resolve, reject) => {
    const request = https.get(url, { ca: cluster.ca, agent: false, headers, signal }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        reject(new Error(`a watch was answered with ${response.statusCode}`));
        return;
      }
      let rest = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        // What comes after the last line break is the beginning of a line that may never be whole.
        rest = lines.pop() ?? '';
        for (const line of lines) take(line);
      });
      response.once('error', reject);
      response.once('close', resolve);
    });
    request.once('error', reject);
  });
}
