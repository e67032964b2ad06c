import { type Answer, connect, type Request } from './connection.js';
import { isSuccess, type Measured, measure } from './load.js';
import { collection, configMap, type PodFactory, pod } from './objects.js';
import type { BenchServer } from './server.js';
import type { Yardstick } from './yardstick.js';

/** One line of the report. */
export interface Row {
  readonly name: string;
  readonly yardstick: Yardstick;
  run(): Promise<Measured>;
}

/** What the rows work with. What a row finds in the store it asks for here, so that any of them can run alone. */
export interface Fixture {
  readonly server: BenchServer;
  /** Seconds that each timed load lasts. */
  readonly seconds: number;
  /** One request, outside of any measurement. Throws when it is refused. */
  send(request: Request): Promise<Answer>;
  /** Makes a namespace, with the service account that Pods need, unless it is there. */
  namespace(name: string): Promise<void>;
  /** Makes ConfigMaps `object-0` … in a namespace. */
  configMaps(namespace: string, count: number): Promise<void>;
  /** Makes the Pods of a factory in a namespace. */
  pods(namespace: string, factory: PodFactory, range: { from: number; to: number }): Promise<void>;
  /** Pods that are of so many bytes as the server answers them, its own fields included. */
  podsOf(bytes: number, namespace: string): Promise<PodFactory>;
}

export function createFixture(server: BenchServer, seconds: number): Fixture {
  const namespaces = new Set<string>();

  async function send(request: Request): Promise<Answer> {
    const connection = await connect(server.endpoint);
    try {
      const answer = await connection.send(request);
      isSuccess(answer);
      return answer;
    } finally {
      connection.close();
    }
  }

  async function namespace(name: string): Promise<void> {
    if (namespaces.has(name)) return;
    namespaces.add(name);
    const post = (path: string, kind: string, of: string) =>
      send({ method: 'POST', path, body: JSON.stringify({ apiVersion: 'v1', kind, metadata: { name: of } }) });
    await post('/api/v1/namespaces', 'Namespace', name);
    await post(`/api/v1/namespaces/${name}/serviceaccounts`, 'ServiceAccount', 'default');
  }

  async function fill(path: string, { from, to }: { from: number; to: number }, body: (index: number) => string) {
    const next = (index: number) =>
      from + index < to ? { method: 'POST', path, body: body(from + index) } : undefined;
    await measure(server, { clients: 64, seconds: Number.POSITIVE_INFINITY, next });
  }

  return {
    server,
    seconds,
    send,
    namespace,
    configMaps: async (name, count) => {
      await namespace(name);
      await fill(collection('configmaps', name), { from: 0, to: count }, (index) => configMap(`object-${index}`));
    },
    pods: (name, factory, range) => fill(collection('pods', name), range, (index) => factory(index).body),
    podsOf: async (bytes, name) => {
      await namespace(name);
      const path = `${collection('pods', name)}?dryRun=All`;
      const bare = await send({ method: 'POST', path, body: pod(0, '').body });
      const padding = 'x'.repeat(Math.max(0, bytes - bare.body.length));
      return (index) => pod(index, padding);
    },
  };
}
