import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Clock, systemClock } from '@sampan/api';
import { type RunningApiserver, startApiserver, type User } from '@sampan/apiserver';
import { type Client, createClient, createInProcessTransport, type Logger, silentLogger } from '@sampan/client';
import { startControllerManager } from '@sampan/controllers';
import { startNodeAgent, stopAllContainers } from '@sampan/node-agent';
import { startScheduler } from '@sampan/scheduler';
import { claimFreeRanges, rangesOf } from './layout/address-ranges.js';
import { nodeConfigs } from './layout/cluster-config.js';
import { createAuthority, issueCertificate, type KeyPair } from './pki/certificate-authority.js';
import { nodeClientRequest, nodeRequest } from './pki/cluster-pki.js';

/** A whole cluster in this process, for tests of operators and of Sampan itself. Nothing of it outlives `stop`. */
export interface InProcessCluster {
  /** A client with the administrator's permissions. */
  readonly client: Client;
  /** A client that is somebody else. */
  clientOf(user: User): Client;
  readonly apiserver: RunningApiserver;
  stop(): Promise<void>;
}

export interface InProcessClusterOptions {
  /** How many nodes run Pods; none by default: Pods stay pending, and tests write their status. */
  nodes?: number;
  /** Default: true. Without controllers nothing reconciles. */
  controllers?: boolean;
  /** Default: true. */
  scheduler?: boolean;
  /** Listen in plain HTTP too, on 127.0.0.1; port 0 takes a free one. Nothing listens by default. */
  port?: number;
  clock?: Clock;
  logger?: Logger;
}

const administrator: User = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

/** Starts a control plane on a store in memory, and as many nodes as are asked for. */
export async function startCluster(options: InProcessClusterOptions = {}): Promise<InProcessCluster> {
  const { nodes = 0, controllers = true, scheduler = true, clock = systemClock, logger = silentLogger } = options;
  const { serviceCidr, claim } = await claimFreeRanges([], `process ${process.pid}`);
  const authority = await createAuthority('sampan');
  const apiserver = await startApiserver({
    clock,
    agentTls: { ...(await issueCertificate(authority, nodeClientRequest)), ca: authority.cert },
    serviceCidr,
    podCidr: rangesOf(serviceCidr).clusterCidr,
    ...(options.port !== undefined && { listen: { host: '127.0.0.1', port: options.port } }),
  });
  const clientOf = (user: User) => createClient(createInProcessTransport(apiserver.request, user));
  const component = (name: string, ...groups: string[]) =>
    clientOf({ name, groups: [...groups, 'system:authenticated'] });

  const stops: (() => Promise<void>)[] = [() => apiserver.close()];
  if (controllers) {
    const client = component('system:kube-controller-manager');
    const localVolumes = await mkdtemp(path.join(os.tmpdir(), 'sampan-volumes-'));
    const manager = await startControllerManager({
      ...{ client, rootCa: authority.cert, signingAuthority: authority, localVolumes, clock, logger },
    });
    stops.unshift(async () => {
      await manager.stop();
      await rm(localVolumes, { recursive: true, force: true });
    });
  }
  if (scheduler) {
    const running = startScheduler({ client: component('system:kube-scheduler'), clock, logger });
    stops.unshift(() => running.stop());
    await running.synced;
  }
  if (nodes > 0) stops.unshift(await startNodes(nodes, { component, authority, serviceCidr, clock, logger }));
  return {
    client: clientOf(administrator),
    clientOf,
    apiserver,
    stop: async () => {
      for (const stop of stops) await stop();
      claim.close();
    },
  };
}

/** Node agents in a temporary folder. Returns what stops them, their containers, and removes the folder. */
async function startNodes(
  count: number,
  options: {
    component: (name: string, ...groups: string[]) => Client;
    authority: KeyPair;
    serviceCidr: string;
    clock: Clock;
    logger: Logger;
  },
): Promise<() => Promise<void>> {
  const { component, authority, serviceCidr, clock, logger } = options;
  const root = await mkdtemp(path.join(os.tmpdir(), 'sampan-nodes-'));
  const configs = nodeConfigs(count, { serviceCidr });
  const rootDir = (node: string) => path.join(root, node);
  const agents = await Promise.all(
    configs.map(async ({ name, podCidr }) =>
      startNodeAgent({
        client: component(`system:node:${name}`, 'system:nodes'),
        clock,
        logger,
        nodeName: name,
        rootDir: rootDir(name),
        podCidr,
        driver: 'process',
        server: {
          ...{ address: '127.0.0.1', port: 0, clientCa: authority.cert },
          ...(await issueCertificate(authority, nodeRequest(name))),
        },
      }),
    ),
  );
  return async () => {
    await Promise.all(agents.map((agent) => agent.stop()));
    await Promise.all(configs.map(({ name }) => stopAllContainers(rootDir(name))));
    await rm(root, { recursive: true, force: true });
  };
}
