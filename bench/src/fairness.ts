import { readCommandLine } from '../../packages/client/dist/index.js';
import { type Connection, connect, type Endpoint } from './api/connection.js';
import { startServer } from './api/server.js';
import { line, quantile } from './support/statistics.js';

readCommandLine({
  usage: `
Usage: node bench/dist/fairness.js

How long a client waits that gets one object after the other, alone and beside another client that lists without end over
256 connections: with priority and fairness, and served in the order of arrival. Milliseconds.
`,
});
const greedyConnections = 256;
const seconds = 5;
const core = '/api/v1/namespaces/default';
const rbac = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';

for (const fair of [true, false]) {
  const server = await startServer({ flags: [`--enable-priority-and-fairness=${fair}`] });
  const admin = await connect(server.endpoint);
  const [polite, greedy] = [await account(admin, 'polite'), await account(admin, 'greedy')];
  for (let index = 0; index < 100; index++) {
    const data = { metadata: { name: `c-${index}` }, data: { text: 'x'.repeat(1024) } };
    await post(admin, `${core}/configmaps`, data);
  }
  const how = fair ? 'with priority and fairness' : 'in the order of arrival';
  const client = await connect({ ...server.endpoint, token: polite });
  report(`alone, ${how}`, await latencies(client));
  const stop = await startLists({ ...server.endpoint, token: greedy });
  report(`beside ${greedyConnections} connections, ${how}`, await latencies(client));
  const lists = await stop();
  line(`  lists meanwhile`, lists / seconds, '/s');
  for (const connection of [admin, client]) connection.close();
  await server.stop();
}

/** A ServiceAccount that may read, and its token. */
async function account(admin: Connection, name: string): Promise<string> {
  await post(admin, `${core}/serviceaccounts`, { metadata: { name } });
  await post(admin, rbac, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'ServiceAccount', namespace: 'default', name }],
  });
  const answer = await post(admin, `${core}/serviceaccounts/${name}/token`, { spec: {} });
  return (answer as { status: { token: string } }).status.token;
}

async function post(connection: Connection, path: string, body: object): Promise<unknown> {
  const answer = await connection.send({ method: 'POST', path, body: JSON.stringify(body) });
  if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body.toString());
}

/** Gets an object again and again; milliseconds each. */
async function latencies(connection: Connection): Promise<number[]> {
  const samples: number[] = [];
  for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
    const start = performance.now();
    await connection.send({ method: 'GET', path: `${core}/configmaps/c-1` });
    samples.push(performance.now() - start);
  }
  return samples;
}

/** Lists over many connections until it is stopped; tells how many lists there were. */
async function startLists(endpoint: Endpoint): Promise<() => Promise<number>> {
  const connections = await Promise.all(Array.from({ length: greedyConnections }, () => connect(endpoint)));
  let isOver = false;
  let lists = 0;
  const loops = connections.map(async (connection) => {
    for (; !isOver; lists++) await connection.send({ method: 'GET', path: `${core}/configmaps`, discard: true });
    connection.close();
  });
  return async () => {
    isOver = true;
    await Promise.all(loops);
    return lists;
  };
}

function report(what: string, samples: readonly number[]): void {
  line(`${what}: median`, quantile(samples, 0.5), 'ms', 2);
  line('  99th percentile', quantile(samples, 0.99), 'ms', 2);
}
