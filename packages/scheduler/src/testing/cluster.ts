import {
  type Clock,
  type CoreV1Event,
  findCondition,
  type Node,
  type Pod,
  type PodCondition,
  resources,
  systemClock,
} from '@sampan/api';
import { startApiserver } from '@sampan/apiserver';
import {
  type Client,
  createClient,
  createInformer,
  createInProcessTransport,
  createLogger,
  type Informer,
} from '@sampan/client';
import type { SchedulerConfiguration } from '../config/configuration.js';
import { type RunningScheduler, startScheduler } from '../start-scheduler.js';

/** An API server and a scheduler in this process, with nodes and Pods that are objects alone. */
export interface TestCluster {
  /** With the administrator's permissions. */
  readonly client: Client;
  readonly pods: Informer<Pod>;
  pod(name: string): Pod | undefined;
  createNode(name: string, allocatable?: Record<string, string>, more?: { spec?: Node['spec'] }): Promise<void>;
  createPod(name: string, spec?: Partial<Pod['spec']>, metadata?: Pod['metadata']): Promise<Pod>;
  /** Makes a class of this name and priority. */
  createPriority(name: string, value: number, preemptionPolicy?: string): Promise<void>;
  /** Deletes a Pod at once, as its node's agent does when its containers have ended. */
  endPod(name: string): Promise<void>;
  /** Resolves with all Pods once `holds` is true of them. */
  until(holds: (pods: Pod[]) => boolean): Promise<Pod[]>;
  /** The event of a Pod, when it comes. */
  eventOf(pod: string, reason: string): Promise<CoreV1Event>;
  /** Ends the scheduler as if it had crashed, and starts another one. */
  restartScheduler(): Promise<void>;
  /** Rejects when the scheduler warned of anything. */
  stop(): Promise<void>;
}

export async function startTestCluster({
  clock = systemClock,
  configuration,
}: {
  clock?: Clock;
  configuration?: SchedulerConfiguration;
} = {}): Promise<TestCluster> {
  // There is nobody here who would find a new node ready.
  const server = await startApiserver({ clock, admissionSwitches: { disable: ['TaintNodesByCondition'] } });
  const as = (name: string, groups: string[]) =>
    createClient(createInProcessTransport(server.request, { name, groups }));
  const client = as('admin', ['system:masters']);
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } };
  await client.resource(resources.serviceAccounts).create(account);
  const warnings: string[] = [];
  const logger = createLogger({ level: 'warn', format: 'json', write: (line: string) => void warnings.push(line) });
  const start = (): RunningScheduler =>
    startScheduler({
      // With the permissions that the scheduler has in a cluster, and no others.
      client: as('system:kube-scheduler', ['system:authenticated']),
      ...{ clock, logger },
      ...(configuration && { configuration }),
    });
  let scheduler = start();
  const pods = createInformer(client, resources.pods, { clock });
  pods.start();
  await Promise.all([scheduler.synced, pods.synced]);

  return {
    client,
    pods,
    pod: (name) => pods.lister.get({ namespace: 'default', name }),
    async createNode(name, allocatable = {}, { spec = {} } = {}) {
      const status = { allocatable: { cpu: '4', memory: '8Gi', pods: '110', ...allocatable } };
      const metadata = { name, labels: { 'kubernetes.io/hostname': name } };
      await client.resource(resources.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata, spec, status });
    },
    createPod: (name, spec = {}, metadata = {}) =>
      client.resource(resources.pods).create({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'default', ...metadata },
        spec: { containers: [{ name: 'main', image: 'hello' }], ...spec },
      }),
    async createPriority(name, value, preemptionPolicy = 'PreemptLowerPriority') {
      const metadata = { name };
      await client.resource(resources.priorityClasses).create({
        ...{ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata, value, preemptionPolicy },
      });
    },
    async endPod(name) {
      await client.resource(resources.pods).delete({ namespace: 'default', name }, { gracePeriodSeconds: 0 });
    },
    until(holds) {
      return new Promise((resolve) => {
        const look = () => {
          const all = pods.lister.list();
          if (!holds(all)) return;
          unsubscribe();
          resolve(all);
        };
        let unsubscribe = () => {};
        unsubscribe = pods.subscribe({ added: look, updated: look, deleted: look });
        look();
      });
    },
    async eventOf(pod, reason) {
      const events = createInformer(client, resources.events, { clock });
      events.start();
      const found = await new Promise<CoreV1Event>((resolve) => {
        const look = (event: CoreV1Event) => {
          if (event.involvedObject.name === pod && event.reason === reason) resolve(event);
        };
        events.subscribe({ added: look });
      });
      await events.stop();
      return found;
    },
    async restartScheduler() {
      await scheduler.stop();
      scheduler = start();
      await scheduler.synced;
    },
    async stop() {
      await scheduler.stop();
      await pods.stop();
      await server.close();
      if (warnings.length > 0) throw new Error(`the scheduler warned:\n${warnings.join('')}`);
    },
  };
}

export function scheduledCondition(pod: Pod | undefined): PodCondition | undefined {
  return findCondition(pod?.status?.conditions, 'PodScheduled');
}
