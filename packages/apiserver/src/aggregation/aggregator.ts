import { isDeepStrictEqual } from 'node:util';
import { type APIResourceList, type APIService, isNotFound, resources, type Timer } from '@sampan/api';
import type { User } from '../authentication/user.js';
import { keyPrefix } from '../objects/encode-object.js';
import { readAsStored } from '../objects/parse-stored.js';
import type { ApiRequest } from '../pipeline/api-request.js';
import { type ApiResponse, text } from '../pipeline/api-response.js';
import { passThrough } from '../representation/pass-through.js';
import type { ServerContext } from '../server/server-context.js';
import { followStore } from '../store/follow-store.js';
import type { StoredObject, StoreEvent } from '../store/store.js';
import { failedDiscovery, passed, unreachable, type Verdict, withVerdict } from './availability.js';
import { discoveryOfList } from './discovery-of-list.js';
import { forward } from './forward.js';
import { type ProxyClient, type RemoteService, targetOf } from './remote-service.js';

/** Leads requests for group versions that others serve to them. */
export interface Aggregator {
  /** Who else serves a path; undefined: nobody, it is this server's own. */
  remoteOf(path: string): RemoteService | undefined;
  /** Answers what that server answers. */
  forward(http: ApiRequest, user: User, remote: RemoteService): Promise<ApiResponse>;
  /** All of them. */
  remotes(): readonly RemoteService[];
  /** Counts changes of what they serve. */
  readonly generation: number;
  /** Follows the APIServices that are stored, and looks whether those who serve them answer, until it is stopped. */
  start(): Promise<{ stop(): void }>;
}

/** How often those are looked at again whom nothing has happened to, in milliseconds. */
const checkPeriod = 30_000;
/** How long they may take to say what they serve, in milliseconds. */
const patience = 5000;
/** As whom this server asks what others serve. */
const self: User = { name: 'system:kube-aggregator', groups: ['system:masters'] };

export function createAggregator(server: ServerContext, proxyClient: ProxyClient): Aggregator {
  const known = new Map<string, RemoteService>();
  const checking = new Set<string>();
  const stopping = new AbortController();
  let byGroupVersion = new Map<string, RemoteService>();
  let generation = 0;
  let timer: Timer | undefined;

  function set(name: string, remote: RemoteService | undefined): void {
    if (remote === undefined) known.delete(name);
    else known.set(name, remote);
    byGroupVersion = new Map([...known.values()].map((each) => [`${each.group}/${each.version}`, each]));
    generation++;
  }

  function see(stored: StoredObject): void {
    if (stored.damaged) return;
    const { metadata, spec, status } = readAsStored(stored) as APIService;
    const name = metadata.name ?? '';
    const { service, group = '', version = '' } = spec;
    if (service === undefined) {
      if (known.has(name)) set(name, undefined);
      return;
    }
    const { namespace = '', port = 443 } = service;
    const before = known.get(name);
    const available = status?.conditions?.some((each) => each.type === 'Available' && each.status === 'True') ?? false;
    const place = { namespace, name: service.name ?? '', port };
    set(name, {
      name,
      group,
      version,
      service: place,
      spec,
      discovery: before?.discovery,
      openapi: before?.openapi,
      available,
    });
    checkSoon(name);
  }

  function changed(events: readonly StoreEvent[]): void {
    for (const { type, object } of events) {
      if (type !== 'delete') see(object);
      else if (known.has(nameIn(object))) set(nameIn(object), undefined);
    }
  }

  /** Who answers for a Service has changed. */
  function moved(events: readonly StoreEvent[]): void {
    if (known.size === 0) return;
    const keys = new Set(events.map(({ object }) => `${object.index.fields['metadata.namespace']}/${nameIn(object)}`));
    for (const { name, service } of known.values()) {
      if (keys.has(`${service.namespace}/${service.name}`)) checkSoon(name);
    }
  }

  function checkSoon(name: string): void {
    keepChecking();
    if (checking.has(name)) return;
    checking.add(name);
    setImmediate(() => {
      checking.delete(name);
      if (!stopping.signal.aborted) check(name).catch((error: unknown) => server.logError(error));
    });
  }

  function keepChecking(): void {
    timer ??= server.clock.setTimeout(() => {
      timer = undefined;
      for (const name of known.keys()) checkSoon(name);
    }, checkPeriod);
  }

  async function check(name: string): Promise<void> {
    const remote = known.get(name);
    if (remote === undefined) return;
    const verdict = unreachable(remote, server) ?? (await discover(remote));
    if (known.get(name)?.spec !== remote.spec || stopping.signal.aborted) return;
    try {
      const change = (apiService: APIService) => withVerdict(apiService, verdict, server.clock.now());
      await server.objects.apiServices.update({ namespace: '', name }, change, { subresource: 'status' });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /** Asks what is served: who says it is available. */
  async function discover(remote: RemoteService): Promise<Verdict> {
    const { group, version } = remote;
    const url = `/apis/${group}/${version}`;
    try {
      const { status, address, body } = await ask(remote, url);
      if (status < 200 || status >= 300) return failedDiscovery(address, `bad status from ${address}: ${status}`);
      const discovery = discoveryOfList(JSON.parse(body.toString()) as APIResourceList, { group, version });
      const openapi = await describe(remote);
      const current = known.get(remote.name);
      const isNew = !isDeepStrictEqual([current?.discovery, current?.openapi], [discovery, openapi]);
      if (current !== undefined && isNew) set(remote.name, { ...current, discovery, openapi });
      return passed;
    } catch (error) {
      const { namespace, name, port } = remote.service;
      const address = `https://${name}.${namespace}.svc:${port}${url}`;
      return failedDiscovery(address, error instanceof Error ? error.message : String(error));
    }
  }

  /** What it says of its kinds; who says nothing serves all the same. */
  async function describe(remote: RemoteService): Promise<RemoteService['openapi']> {
    const read = async (url: string) => {
      const { status, body } = await ask(remote, url);
      return status === 200 ? body : undefined;
    };
    try {
      const { group, version } = remote;
      const [v3, v2] = await Promise.all([read(`/openapi/v3/apis/${group}/${version}`), read('/openapi/v2')]);
      return { v3, v2: v2 && JSON.parse(v2.toString()) };
    } catch {
      return undefined;
    }
  }

  async function ask(remote: RemoteService, url: string) {
    const target = targetOf(remote, proxyClient, server);
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(patience)]);
    const http = { method: 'GET', url, headers: { accept: 'application/json' }, body: undefined };
    const { status, body } = await forward(http, { user: self, target, server, signal });
    return { status, address: `${target.scheme}://${target.authority}${url}`, body: await readBody(body) };
  }

  return {
    remoteOf: (path) => {
      if (byGroupVersion.size === 0 || !path.startsWith('/apis/')) return undefined;
      const [, , group, version] = path.split('/');
      return byGroupVersion.get(`${group}/${version}`);
    },
    forward: async (http, user, remote) => {
      if (!remote.available) return text(503, 'service unavailable\n');
      const abort = new AbortController();
      http.onClose(() => abort.abort());
      const target = targetOf(remote, proxyClient, server);
      return passThrough(await forward(http, { user, target, server, signal: abort.signal }), abort);
    },
    remotes: () => [...byGroupVersion.values()],
    get generation() {
      return generation;
    },
    start: async () => {
      const { store } = server;
      const reset = (objects: readonly StoredObject[]) => {
        const names = new Set(objects.map(nameIn));
        for (const name of known.keys()) if (!names.has(name)) set(name, undefined);
        for (const object of objects) see(object);
      };
      const nothing = () => undefined;
      const following = await Promise.all([
        followStore(store, keyPrefix(resources.apiServices), { reset, changed }),
        followStore(store, keyPrefix(resources.services), { reset: nothing, changed: moved }),
        followStore(store, keyPrefix(resources.endpoints), { reset: nothing, changed: moved }),
      ]);
      return {
        stop: () => {
          stopping.abort();
          timer?.cancel();
          for (const each of following) each.stop();
        },
      };
    },
  };
}

function nameIn({ index }: StoredObject): string {
  return index.fields['metadata.name'] ?? '';
}

/** What others say of themselves may be so long, in bytes. */
const longestAnswer = 16 * 1024 ** 2;

async function readBody(body: Awaited<ReturnType<typeof forward>>['body']): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body);
  if ('type' in body) throw new Error('the connection changed hands');
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > longestAnswer) throw new Error(`the answer is longer than ${longestAnswer} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
