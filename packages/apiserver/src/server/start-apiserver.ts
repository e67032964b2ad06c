import { systemClock, type Timer } from '@sampan/api';
import { createAdmissionChain } from '../admission/admission-chain.js';
import { builtInAdmissionPlugins } from '../admission/plugins/index.js';
import { firstServiceAddress } from '../allocators/service-allocator.js';
import { createImpersonation } from '../authentication/impersonation.js';
import { bootstrap } from '../bootstrap/bootstrap.js';
import type { HealthChecks } from '../health/health-paths.js';
import { createHttpServer } from '../http/http-server.js';
import { createInProcessHandler, type InProcessHandler } from '../http/in-process.js';
import { createUpgradeHandler } from '../http/upgrade.js';
import { createAudit } from '../pipeline/audit.js';
import { createInFlight } from '../pipeline/in-flight.js';
import { createPipeline, type Pipeline } from '../pipeline/pipeline.js';
import { createRequestMetrics } from '../pipeline/request-metrics.js';
import { createStore } from '../store/create-store.js';
import { memoryBackend } from '../store/memory.js';
import type { Store } from '../store/store.js';
import { createOpenWatches } from '../watch/open-watches.js';
import type { ApiserverOptions, Logger } from './apiserver-options.js';
import { createServices, defaultServiceCidr } from './create-services.js';
import { startSweeper } from './event-sweeper.js';
import { systemRandom } from './random.js';
import { serverPaths } from './server-paths.js';
import type { Services } from './services.js';
import type { Serving } from './serving.js';

/** An API server that answers requests. */
export interface RunningApiserver {
  /** `https://127.0.0.1:6443`; absent where it does not listen. */
  readonly url?: string;
  readonly port?: number;
  /** Answers requests from within the process, by the same rules. */
  readonly request: InProcessHandler;
  readonly services: Services;
  /** Ends watches, waits for writes that are under way, and closes the store. */
  close(): Promise<void>;
}

const bookmarkInterval = 60_000;

/** Opens the store, puts in place what a cluster needs, and starts to answer. Rejects where it cannot. */
export async function startApiserver(options: ApiserverOptions = {}): Promise<RunningApiserver> {
  const logger = options.logger ?? silent;
  const store = await createStore({
    backend: options.backend ?? memoryBackend(),
    clock: options.clock ?? systemClock,
    ...(options.retention === undefined ? {} : { retention: options.retention }),
    onCompactionError: (error) => logger.error('the store could not be compacted', error),
  });
  try {
    return await serve(store, options);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function serve(store: Store, options: ApiserverOptions): Promise<RunningApiserver> {
  const logger = options.logger ?? silent;
  const { created, serving, pipeline, setState } = await createParts(store, options);
  const { services } = created;
  const listening = await listen(options, pipeline, serving);
  try {
    await bootstrap(services, {
      serviceAddress: firstServiceAddress(options.serviceCidr ?? defaultServiceCidr),
      ...(listening && { server: { address: options.advertiseAddress ?? listening.host, port: listening.port } }),
    });
  } catch (error) {
    await listening?.close();
    throw error;
  }
  const sweeper = startSweeper(serving);
  const bookmarks = everyInterval(services.clock, options.bookmarkInterval ?? bookmarkInterval, () => {
    serving.watches.bookmarkAll();
  });
  for (const { key } of services.store.damaged('/')) logger.error(`${key} is damaged in the store: delete it`);
  setState('ready');
  return {
    ...(listening && { url: listening.url, port: listening.port }),
    request: createInProcessHandler(pipeline),
    services,
    close: async () => {
      setState('stopping');
      bookmarks.cancel();
      sweeper.stop();
      serving.watches.closeAll();
      await listening?.close();
      created.closeAuthorizers();
      await store.close();
    },
  };
}

type State = 'starting' | 'ready' | 'stopping';

/** Everything that answers requests, wired together. */
async function createParts(store: Store, options: ApiserverOptions) {
  let state: State = 'starting';
  let serving: Serving;
  const created = await createServices(store, options, () => serving);
  const { rbac, services } = created;
  const random = options.random ?? systemRandom;
  const logger = options.logger ?? silent;
  serving = {
    services,
    admission: createAdmissionChain([
      ...builtInAdmissionPlugins({
        authorizer: rbac,
        random,
        ...(options.admissionSwitches && { switches: options.admissionSwitches }),
      }),
      ...(options.admission ?? []),
    ]),
    random,
    watches: createOpenWatches(),
    logError: (error) => logger.error('a request failed by a fault of the server', error),
  };
  const inFlight = createInFlight(options.inFlight);
  const metrics = createRequestMetrics(({ group, version, resource, subresource }) => {
    const found = created.services.resources.find(group, version, resource);
    return found !== undefined && (subresource === '' || Object.hasOwn(found.subresources, subresource));
  });
  const health = healthChecks(() => state, store);
  const pipeline: Pipeline = createPipeline({
    serving,
    authenticator: created.authenticator,
    impersonate: createImpersonation(services.authorizer),
    inFlight,
    paths: serverPaths({ serving, created, health, requests: metrics, inFlight }),
    metrics,
    audit: options.audit && createAudit(options.audit, () => random.uuid()),
  });
  const setState = (next: State) => {
    state = next;
  };
  return { created, serving, pipeline, setState };
}

function healthChecks(state: () => State, store: Store): HealthChecks {
  const damage = () =>
    store.damaged('/').map(({ key }) => `${key} is damaged in the store: delete it, and create it again`);
  const ping = { name: 'ping', check: () => undefined };
  return {
    livez: [ping],
    readyz: [
      ping,
      { name: 'store', check: () => undefined, note: damage },
      { name: 'poststarthook/bootstrap', check: () => (state() === 'starting' ? 'not finished' : undefined) },
      { name: 'shutdown', check: () => (state() === 'stopping' ? 'process is shutting down' : undefined) },
    ],
  };
}

const silent: Logger = { info: () => {}, error: () => {} };

async function listen({ listen: wanted, tls, clientCa }: ApiserverOptions, pipeline: Pipeline, serving: Serving) {
  if (wanted === undefined) return undefined;
  const { host, port } = wanted;
  const server = createHttpServer({
    pipeline,
    ...(tls && { tls: { ...tls, ...(clientCa === undefined ? {} : { clientCa }) } }),
    upgrade: createUpgradeHandler(pipeline, (error) => serving.logError(error)),
  });
  await server.listen({ host, port });
  const address = server.server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  const name = host.includes(':') ? `[${host}]` : host;
  return { host, port: actual, url: `${tls ? 'https' : 'http'}://${name}:${actual}`, close: () => server.close() };
}

/** A timer that sets itself again. */
function everyInterval(
  clock: { setTimeout(callback: () => void, milliseconds: number): Timer },
  interval: number,
  callback: () => void,
): Timer {
  let timer = clock.setTimeout(tick, interval);
  function tick(): void {
    callback();
    timer = clock.setTimeout(tick, interval);
  }
  return { cancel: () => timer.cancel() };
}
