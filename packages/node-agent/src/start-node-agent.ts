import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { resources } from '@sampan/api';
import { createEventRecorder, createInformerFactory } from '@sampan/client';
import { capabilityNames } from './drivers/capabilities.js';
import { createDriver } from './drivers/create-driver.js';
import { nodeCapacity } from './node/node-capacity.js';
import { NodeLease } from './node/node-lease.js';
import { NodeRegistration } from './node/node-registration.js';
import type { NodeAgentOptions, RunningNodeAgent } from './options.js';
import { ConfigSource } from './pod/config-source.js';
import { createLimiter } from './pod/limiter.js';
import { NodeRoom } from './pod/node-room.js';
import type { PodContext } from './pod/pod-context.js';
import { PodManager } from './pod/pod-manager.js';
import { lockFolder } from './processes/folder-lock.js';
import { startAgentServer } from './server/start-agent-server.js';
import { startServiceProxy } from './service-proxy/start-service-proxy.js';

const defaultMaxPods = 110;
/** So many pods are set up, and containers started, at once; more would only make the first ones late. */
const startsAtOnce = 8;

/** Starts the agent of a node; resolves when the node is Ready and its pods are looked after. */
export async function startNodeAgent(options: NodeAgentOptions): Promise<RunningNodeAgent> {
  await mkdir(options.rootDir, { recursive: true, mode: 0o700 });
  // Two agents on one folder would start every container twice.
  const lock = lockFolder(join(options.rootDir, 'lock'));
  try {
    const agent = await startLockedAgent(options);
    return { ...agent, stop: () => agent.stop().finally(() => lock.release()) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startLockedAgent(options: NodeAgentOptions): Promise<RunningNodeAgent> {
  const { client, clock, logger, nodeName, rootDir, podCidr, nodeIp = '127.0.0.1' } = options;
  const { imagesFile, driver: driverName = 'auto' } = options;
  const driver = await createDriver(driverName, { rootDir, podCidr, nodeIp, nodeName, clock, logger, imagesFile });
  const missing = capabilityNames.filter((name) => driver.capabilities[name] !== true);
  logger.debug('what the driver does not do here', { driver: driver.name, missing: missing.join(', ') });
  const adopted = await driver.sandboxes.adopt();
  const capacity = nodeCapacity(rootDir, options.maxPods ?? defaultMaxPods);
  const recorder = createEventRecorder(client, { clock, component: 'kubelet', host: nodeName, logger });
  const selections = new Map([[resources.pods, { fieldSelector: `spec.nodeName=${nodeName}` }]]);
  const factory = createInformerFactory(client, { clock, selections });
  const pods = factory.informer(resources.pods);
  const services = factory.informer(resources.services);
  const config = new ConfigSource(client, clock);
  const context: PodContext = {
    driver,
    client,
    clock,
    logger,
    recorder,
    nodeName,
    nodeIp,
    config,
    allocatable: capacity,
    room: new NodeRoom(),
    services: () => services.lister.list(),
    starts: createLimiter(startsAtOnce),
    newId: () => randomBytes(32).toString('hex'),
  };
  const manager = new PodManager(context, adopted);
  const server = options.server && (await startAgentServer({ ...options.server, manager, context }));
  const registration = new NodeRegistration({
    client,
    clock,
    logger,
    description: {
      name: nodeName,
      ip: nodeIp,
      labels: options.nodeLabels ?? {},
      taints: options.taints,
      podCidr,
      capacity,
      port: server?.port ?? 0,
      driver,
    },
    images: driver.images,
  });
  const proxy = options.serviceProxy && startServiceProxy({ ...options.serviceProxy, clock, logger, nodeName });
  factory.start();
  const node = await registration.start();
  const lease = new NodeLease({ client, clock, logger, node });
  lease.start();
  await Promise.all([pods.synced, services.synced]);
  await manager.start(pods);
  return {
    port: server?.port ?? 0,
    stop: async () => {
      lease.stop();
      registration.stop();
      await manager.stop();
      await Promise.all([proxy?.stop(), server?.stop(), factory.stop(), config.stop()]);
      await recorder.stop();
      await driver.close();
    },
  };
}
