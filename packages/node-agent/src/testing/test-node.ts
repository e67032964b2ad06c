import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Clock,
  type Container,
  type CoreV1Event,
  type KubernetesObject,
  type Pod,
  type PodSpec,
  type ResourceType,
  resources,
  systemClock,
} from '@sampan/api';
import { type RunningApiserver, startApiserver } from '@sampan/apiserver';
import { type Client, createClient, createInformer, createInProcessTransport, silentLogger } from '@sampan/client';
import { stopAllContainers } from '../drivers/stop-all-containers.js';
import type { RunningNodeAgent } from '../options.js';
import { startNodeAgent } from '../start-node-agent.js';
import { createTestAuthority, type TestAuthority } from './test-authority.js';

/** A real API server in this process, and a real agent on it that runs real programs. There is no scheduler. */
export interface TestNode {
  /** The administrator's. */
  readonly client: Client;
  /** `http://127.0.0.1:…`, for streams; requests need {@link token}. */
  readonly server: string;
  readonly token: string;
  /** The node's host images; there is no such file yet. */
  readonly imagesFile: string;
  /** Signs the certificates that the agent and the API server show one another. */
  readonly authority: TestAuthority;
  /** The port of the agent's API. */
  agentPort(): number;
  /** How often the agent has asked for a timer. */
  timersSet(): number;
  /** Every request of the agent so far: `PATCH /api/v1/namespaces/default/pods/web/status`. */
  requests(): readonly string[];
  /** A pod of the namespace `default` on this node. */
  run(name: string, spec: Partial<PodSpec> & { containers: Container[] }): Promise<Pod>;
  /** The pod once `holds` is true of it, as soon as it is; undefined stands for a pod that is gone. */
  until(name: string, holds: (pod: Pod | undefined) => boolean): Promise<Pod | undefined>;
  /** The same of any object of the namespace `default`. */
  untilObject<T extends KubernetesObject>(
    type: ResourceType<T>,
    name: string,
    holds: (object: T | undefined) => boolean,
  ): Promise<T | undefined>;
  /** The first event about `name` with this reason. */
  event(name: string, reason: string): Promise<CoreV1Event>;
  remove(name: string): Promise<void>;
  /** The log of a container once it contains `text`. */
  logged(name: string, text: string, query?: string): Promise<string>;
  /** Stops the agent, leaves its containers running, and starts another one. */
  restartAgent(): Promise<void>;
  stop(): Promise<void>;
}

/** Tests that run at the same time have addresses of their own. */
const serviceNetwork = `127.${200 + (process.pid % 50)}`;
const podNetwork = `127.${150 + (process.pid % 50)}.${Math.floor(process.pid / 50) % 250}`;
const namespace = 'default';
const nodeName = 'node-1';
const token = 'secret';

/** An address that Services of the test may have. */
export function serviceAddress(last: number): string {
  return `${serviceNetwork}.1.${last}`;
}

export async function startTestNode({ serviceProxy = false }: { serviceProxy?: boolean } = {}): Promise<TestNode> {
  const rootDir = await mkdtemp(join(tmpdir(), 'sampan-agent-'));
  const imagesFile = join(rootDir, 'images.json');
  const authority = await createTestAuthority();
  const [agentTls, apiserverTls] = await Promise.all([
    authority.issue(`CN=${nodeName}`),
    authority.issue('CN=kube-apiserver-kubelet-client'),
  ]);
  const server = await startApiserver({
    listen: { host: '127.0.0.1', port: 0 },
    serviceCidr: `${serviceNetwork}.0.0/16`,
    podCidr: `${podNetwork}.0/24`,
    tokens: `${token},admin,1,"system:masters"`,
    agentTls: apiserverTls,
  });
  const client = clientOf(server, 'admin', 'system:masters');
  await prepare(client);
  const requests: string[] = [];
  let timers = 0;
  const clock: Clock = {
    now: () => systemClock.now(),
    setTimeout: (callback, milliseconds) => {
      timers++;
      return systemClock.setTimeout(callback, milliseconds);
    },
  };
  const startAgent = (): Promise<RunningNodeAgent> =>
    startNodeAgent({
      client: clientOf(server, `system:node:${nodeName}`, 'system:nodes', requests),
      clock,
      logger: silentLogger,
      nodeName,
      rootDir,
      podCidr: `${podNetwork}.0/24`,
      imagesFile,
      ...(serviceProxy && { serviceProxy: { client: clientOf(server, 'system:kube-proxy') } }),
      server: { address: '127.0.0.1', port: 0, ...agentTls, clientCa: authority.cert },
    });
  let agent = await startAgent();
  const untilObject: TestNode['untilObject'] = (type, name, holds) => untilHolds(client, { type, name, holds });

  return {
    client,
    server: server.url ?? '',
    token,
    imagesFile,
    authority,
    agentPort: () => agent.port,
    timersSet: () => timers,
    requests: () => requests,
    run: (name, spec) =>
      client.resource(resources.pods).create({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace, labels: { app: name } },
        spec: { nodeName, terminationGracePeriodSeconds: 5, ...spec },
      }),
    until: (name, holds) => untilObject(resources.pods, name, holds),
    untilObject,
    event: (name, reason) => firstEvent(client, name, reason),
    async remove(name) {
      await client.resource(resources.pods).delete({ namespace, name });
      await untilObject(resources.pods, name, (pod) => pod === undefined);
    },
    async logged(name, text, query = '') {
      await untilObject(resources.pods, name, (pod) => pod?.status?.phase !== 'Pending');
      const path = `/api/v1/namespaces/${namespace}/pods/${name}/log?follow=true&${query}`;
      return untilContains(`${server.url}${path}`, text);
    },
    async restartAgent() {
      await agent.stop();
      agent = await startAgent();
    },
    async stop() {
      await agent.stop();
      await stopAllContainers(rootDir, { graceMilliseconds: 0 });
      await server.close();
      await rm(rootDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function clientOf(server: RunningApiserver, name: string, group?: string, requests?: string[]): Client {
  const groups = [...(group === undefined ? [] : [group]), 'system:authenticated'];
  const transport = createInProcessTransport(server.request, { name, uid: '', groups, extra: {} });
  if (requests === undefined) return createClient(transport);
  return createClient({
    ...transport,
    request: (request) => {
      requests.push(`${request.method} ${request.path}`);
      return transport.request(request);
    },
  });
}

/** What the controllers of a whole cluster would have made. */
async function prepare(client: Client): Promise<void> {
  await client
    .resource(resources.serviceAccounts)
    .create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } });
  await client.resource(resources.configMaps).create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kube-root-ca.crt', namespace },
    data: { 'ca.crt': 'none' },
  });
  await client
    .resource(resources.namespaces)
    .create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-node-lease' }, spec: {} })
    .catch(() => undefined);
}

interface Expectation<T> {
  type: ResourceType<T & KubernetesObject>;
  name: string;
  holds(object: T | undefined): boolean;
}

async function untilHolds<T extends KubernetesObject>(
  client: Client,
  { type, name, holds }: Expectation<T>,
): Promise<T | undefined> {
  const informer = createInformer(client, type, {
    namespace,
    fieldSelector: `metadata.name=${name}`,
    clock: systemClock,
  });
  informer.start();
  await informer.synced;
  try {
    return await new Promise<T | undefined>((resolve) => {
      const look = () => {
        const object = informer.lister.get({ namespace, name }) as T | undefined;
        if (holds(object)) resolve(object);
      };
      informer.subscribe({ added: look, updated: look, deleted: look });
      look();
    });
  } finally {
    await informer.stop();
  }
}

async function firstEvent(client: Client, name: string, reason: string): Promise<CoreV1Event> {
  const informer = createInformer(client, resources.events, {
    namespace,
    fieldSelector: `involvedObject.name=${name},reason=${reason}`,
    clock: systemClock,
  });
  const first = new Promise<CoreV1Event>((resolve) => informer.subscribe({ added: resolve }));
  informer.start();
  try {
    return await first;
  } finally {
    await informer.stop();
  }
}

async function untilContains(url: string, text: string): Promise<string> {
  const gone = new AbortController();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: gone.signal });
  if (!answer.ok || answer.body === null) throw new Error(await answer.text());
  let log = '';
  for await (const chunk of answer.body) {
    log += Buffer.from(chunk).toString('utf8');
    if (log.includes(text)) break;
  }
  gone.abort();
  return log;
}

/** A port of the loopback address that nobody has. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A container that runs a script of the host's shell. */
export function shell(script: string, rest: Partial<Container> = {}): Container {
  return { name: 'main', image: 'host', command: ['sh', '-c', script], ...rest };
}

/** A server that answers every request with `text`, on the pod's own address. */
export function httpServer(text: string, port: number, rest: Partial<Container> = {}): Container {
  const program = `require('http').createServer((q, r) => r.end(${JSON.stringify(text)})).listen(${port})`;
  return { name: 'main', image: 'host', command: [process.execPath, '-e', program], ...rest };
}

export const isRunning = (pod: Pod | undefined): boolean => pod?.status?.phase === 'Running';
export const isReady = (pod: Pod | undefined): boolean =>
  pod?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
