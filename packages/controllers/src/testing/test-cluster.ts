import {
  formatTime,
  isPodReady,
  isPodTerminal,
  type KubernetesObject,
  keyOf,
  type ObjectKey,
  type Pod,
  type ResourceType,
  resources,
  systemClock,
} from '@sampan/api';
import { type ApiserverOptions, startApiserver } from '@sampan/apiserver';
import { type Client, createClient, createInformer, createInProcessTransport, type Informer } from '@sampan/client';
import {
  type ControllerManagerOptions,
  type RunningControllerManager,
  startControllerManager,
} from '../controller-manager.js';

/** A real API server in this process with the controllers on it, for tests. */
export interface TestCluster {
  client: Client;
  /** Resolves with the object once `holds` is true of it; as soon as it is, because a watch says so. */
  until<T extends KubernetesObject>(
    type: ResourceType<T>,
    key: ObjectKey,
    holds: (object: T | undefined) => boolean,
  ): Promise<T | undefined>;
  /** The same for a whole collection. */
  untilAll<T extends KubernetesObject>(type: ResourceType<T>, holds: (objects: T[]) => boolean): Promise<T[]>;
  /** Does a node agent's part: every Pod that appears runs and is ready at once, and ends at once when it is deleted. */
  runPods(): void;
  /** Stops the controllers, and starts them anew: they know nothing but what the API server knows. */
  restartControllers(): Promise<void>;
  stop(): Promise<void>;
}

/** What tests decide about the controllers, and about the API server. */
export interface TestClusterSettings
  extends Pick<
    ControllerManagerOptions,
    'rootCa' | 'signingAuthority' | 'localVolumes' | 'controllers' | 'autoscaling' | 'clock' | 'logger'
  > {
  readonly server?: ApiserverOptions;
}

export async function startTestCluster(settings: TestClusterSettings = {}): Promise<TestCluster> {
  // One clock for all: what the server says of when is what the controllers go by.
  const { clock = systemClock } = settings;
  // Nodes of tests are objects alone: nobody would find a new one ready.
  const admissionSwitches = { disable: ['TaintNodesByCondition'] };
  const server = await startApiserver({ clock, admissionSwitches, ...settings.server });
  const transport = createInProcessTransport(server.request, {
    name: 'admin',
    uid: '',
    groups: ['system:masters'],
    extra: {},
  });
  const client = createClient(transport);
  let manager: RunningControllerManager = await startControllerManager({ ...settings, client });
  const informers: Informer<KubernetesObject>[] = [];

  function watch<T extends KubernetesObject>(type: ResourceType<T>): Informer<T> {
    const informer = createInformer(client, type, { clock: systemClock });
    informers.push(informer as unknown as Informer<KubernetesObject>);
    informer.start();
    return informer;
  }

  async function untilAll<T extends KubernetesObject>(
    type: ResourceType<T>,
    holds: (objects: T[]) => boolean,
  ): Promise<T[]> {
    const informer = watch(type);
    await informer.synced;
    const result = await new Promise<T[]>((resolve) => {
      const look = (): void => {
        const objects = informer.lister.list();
        if (holds(objects)) resolve(objects);
      };
      informer.subscribe({ added: look, updated: look, deleted: look });
      look();
    });
    await informer.stop();
    return result;
  }

  return {
    client,
    untilAll,
    async until(type, key, holds) {
      const isIt = (object: KubernetesObject): boolean =>
        keyOf(object).name === key.name && keyOf(object).namespace === key.namespace;
      const objects = await untilAll(type, (all) => holds(all.find(isIt)));
      return objects.find(isIt);
    },
    runPods() {
      const pods = client.resource(resources.pods);
      const act = (pod: Pod): void => {
        if (pod.metadata.deletionTimestamp !== undefined)
          pods.delete(keyOf(pod), { gracePeriodSeconds: 0 }).catch(() => {});
        else if (!isPodTerminal(pod) && !isPodReady(pod))
          pods.updateStatus(runningPod(pod, clock.now())).catch(() => {});
      };
      watch(resources.pods).subscribe({ added: act, updated: act });
    },
    async restartControllers() {
      await manager.stop();
      manager = await startControllerManager({ ...settings, client });
    },
    async stop() {
      await Promise.all(informers.map((informer) => informer.stop()));
      await manager.stop();
      await transport.close();
      await server.close();
    },
  };
}

let lastAddress = 0;

/** `pod` as an agent would write it: running, and ready. */
export function runningPod(pod: Pod, now: number): Pod {
  const number = ++lastAddress;
  const podIP = `10.0.${Math.floor(number / 250)}.${(number % 250) + 1}`;
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: formatTime(now) }];
  const startTime = pod.status?.startTime ?? formatTime(now);
  return { ...pod, status: { ...pod.status, phase: 'Running', podIP, podIPs: [{ ip: podIP }], startTime, conditions } };
}
