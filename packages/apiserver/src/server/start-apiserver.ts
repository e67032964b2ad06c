import { systemClock, type Timer } from '@sampan/api';
import { createAggregator } from '../aggregation/aggregator.js';
import { registerCustomGroups } from '../aggregation/register-custom-groups.js';
import { createImpersonation } from '../authentication/impersonation.js';
import { bootstrap } from '../bootstrap/bootstrap.js';
import { flowControlObjects } from '../bootstrap/flow-control.js';
import { reconcile } from '../bootstrap/reconcile.js';
import { followDefinitions } from '../custom-resources/follow-definitions.js';
import { createFlowControl } from '../flowcontrol/flow-control.js';
import { keepConfiguration } from '../flowcontrol/keep-configuration.js';
import type { HealthChecks } from '../health/health-paths.js';
import { createHttpServer } from '../http/http-server.js';
import { createInProcessHandler, type InProcessHandler } from '../http/in-process.js';
import { createUpgradeHandler } from '../http/upgrade.js';
import { stampRevision, storagePrefix } from '../objects/encode-object.js';
import { createAudit } from '../pipeline/audit.js';
import { metadataOfAll } from '../pipeline/audit-policy.js';
import { createInFlight, defaultInFlight } from '../pipeline/in-flight.js';
import { createPipeline, type Pipeline } from '../pipeline/pipeline.js';
import { createRequestMetrics } from '../pipeline/request-metrics.js';
import { createStore } from '../store/create-store.js';
import { memoryBackend } from '../store/memory.js';
import type { Store } from '../store/store.js';
import { keepServiceAddresses } from './address-keeper.js';
import type { ApiserverOptions, Logger } from './apiserver-options.js';
import { createContext, defaultServiceCidr } from './create-context.js';
import { startSweeper } from './event-sweeper.js';
import type { ServerContext } from './server-context.js';
import { serverPaths } from './server-paths.js';

/** An API server that answers requests. */
export interface RunningApiserver {
  /** `https://127.0.0.1:6443`; absent where it does not listen. */
  readonly url?: string;
  readonly port?: number;
  /** Answers requests from within the process, by the same rules. */
  readonly request: InProcessHandler;
  readonly context: ServerContext;
  /** Ends watches, waits for writes that are under way, and closes the store. */
  close(): Promise<void>;
}

const bookmarkInterval = 60_000;

/** Opens the store, puts in place what a cluster needs, and starts to answer. Rejects where it cannot. */
export async function startApiserver(options: ApiserverOptions = {}): Promise<RunningApiserver> {
  const logger = options.logger ?? silent;
  const store = await createStore({
    backend: options.backend ?? memoryBackend(),
    stamp: stampRevision,
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
  const { created, pipeline, aggregator, keeper: flowKeeper, setState } = await createParts(store, options);
  const { server } = created;
  // Custom kinds are served before anybody asks for them.
  const definitions = await followDefinitions(server, created.catalog);
  const aggregating = await aggregator.start();
  const listening = await listen(options, pipeline, (error) => server.logError(error));
  try {
    await bootstrap(server, {
      serviceCidr: options.serviceCidr ?? defaultServiceCidr,
      ...{ clientCa: options.clientCa, ...options.requestHeader },
      ...(listening && { listens: { address: options.advertiseAddress ?? listening.host, port: listening.port } }),
    });
  } catch (error) {
    await listening?.close();
    throw error;
  }
  await flowKeeper?.write(() => reconcile(server, flowControlObjects()));
  const registering = await registerCustomGroups(server);
  const keeper = await keepServiceAddresses(server);
  const sweeper = startSweeper(server, options.eventTtl);
  const bookmarks = everyInterval(server.clock, options.bookmarkInterval ?? bookmarkInterval, () => {
    server.watches.bookmarkAll();
  });
  for (const { key } of server.store.damaged('/')) logger.error(`${key} is damaged in the store: delete it`);
  setState('ready');
  return {
    ...(listening && { url: listening.url, port: listening.port }),
    request: createInProcessHandler(pipeline),
    context: server,
    close: async () => {
      setState('stopping');
      bookmarks.cancel();
      sweeper.stop();
      keeper.stop();
      registering.stop();
      aggregating.stop();
      definitions.stop();
      flowKeeper?.stop();
      server.watches.closeAll();
      await listening?.close();
      created.close();
      await store.close();
    },
  };
}

type State = 'starting' | 'ready' | 'stopping';

/** Everything that answers requests, wired together. */
async function createParts(store: Store, options: ApiserverOptions) {
  let state: State = 'starting';
  const created = await createContext(store, options);
  const { server } = created;
  const aggregator = createAggregator(server, options.proxyClient ?? {});
  const flow = createFlow(server, options);
  const inFlight = createInFlight(flow === undefined ? options.inFlight : { reading: Infinity, writing: Infinity });
  const keeper = flow && (await keepConfiguration(server, flow));
  const metrics = createRequestMetrics(({ group, version, resource, subresource }) => {
    const found = server.resources.find(group, version, resource);
    return found !== undefined && (subresource === '' || Object.hasOwn(found.subresources, subresource));
  });
  const health = healthChecks(() => state, store);
  const pipeline: Pipeline = createPipeline({
    server,
    authenticator: created.authenticator,
    impersonate: createImpersonation(server.authorizer),
    ...{ inFlight, flow },
    paths: serverPaths({ created, aggregator, health, requests: metrics, inFlight, flow }),
    aggregator,
    metrics,
    audit:
      options.audit &&
      createAudit({
        ...{ write: options.audit, policy: options.auditPolicy ?? metadataOfAll },
        ...{ newId: () => server.random.uuid(), now: () => server.clock.now() },
      }),
  });
  const setState = (next: State) => {
    state = next;
  };
  return { created, pipeline, aggregator, keeper, setState };
}

/** The limits of requests in flight are the seats that are shared. */
function createFlow(server: ServerContext, { priorityAndFairness = true, inFlight }: ApiserverOptions) {
  if (!priorityAndFairness) return undefined;
  const { reading = defaultInFlight.reading, writing = defaultInFlight.writing } = inFlight ?? {};
  return createFlowControl({
    clock: server.clock,
    serverLimit: reading + writing,
    countOf: ({ group, version, resource, namespace }) => {
      const found = server.resources.find(group, version, resource);
      return found?.storage === undefined ? 0 : server.store.count(storagePrefix(found, namespace));
    },
  });
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

async function listen(
  { listen: wanted, tls, clientCa, requestHeader }: ApiserverOptions,
  pipeline: Pipeline,
  logError: (error: unknown) => void,
) {
  if (wanted === undefined) return undefined;
  const { host, port } = wanted;
  const server = createHttpServer({
    pipeline,
    ...(tls && {
      tls: { ...tls, clientCas: [clientCa, requestHeader?.requestHeaderCa].filter((ca) => ca !== undefined) },
    }),
    upgrade: createUpgradeHandler(pipeline, logError),
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
