import { type Clock, isPodReady, keyOf, type Pod, resources } from '@sampan/api';
import type { NodeConnector } from '@sampan/apiserver';
import type { Client } from '@sampan/client';

/** The agents of all nodes, as far as the API server asks them what is used: no process runs, but time is counted. */
export interface SimulatedAgents {
  readonly connector: NodeConnector;
  /** From now on the Pods use so many cores together; those that are ready share them. */
  use(cores: number): void;
  /** Whose Pods are measured. */
  follow(client: Client): void;
}

const memoryBytes = 64 * 1024 ** 2;

export function simulateAgents(clock: Clock): SimulatedAgents {
  let client: Client | undefined;
  let cores = 0;
  let countedAt = clock.now();
  const counters = new Map<string, { pod: Pod; seconds: number }>();

  /** Adds what was used since the last time to the counters of the Pods that are ready. */
  async function count(): Promise<void> {
    const { items = [] } = (await client?.resource(resources.pods).list()) ?? {};
    const ready = items.filter((pod) => isPodReady(pod) && pod.metadata.deletionTimestamp === undefined);
    const elapsed = (clock.now() - countedAt) / 1000;
    countedAt = clock.now();
    const alive = new Set(items.map(({ metadata }) => metadata.uid ?? ''));
    for (const uid of counters.keys()) if (!alive.has(uid)) counters.delete(uid);
    for (const pod of ready) {
      const uid = pod.metadata.uid ?? '';
      const before = counters.get(uid)?.seconds ?? 0;
      counters.set(uid, { pod, seconds: before + (elapsed * cores) / ready.length });
    }
  }

  async function answer(node: string): Promise<string> {
    await count();
    const lines = [...counters.values()].flatMap(({ pod, seconds }) => {
      if (pod.spec.nodeName !== node) return [];
      const { namespace, name } = keyOf(pod);
      const labels = `{container="${pod.spec.containers[0]?.name}",namespace="${namespace}",pod="${name}"}`;
      const sample = (metric: string, value: number) => `container_${metric}${labels} ${value} ${clock.now()}`;
      return [
        sample('cpu_usage_seconds_total', seconds),
        sample('memory_working_set_bytes', memoryBytes),
        sample('start_time_seconds', Date.parse(pod.status?.startTime ?? '') / 1000),
      ];
    });
    return lines.join('\n');
  }

  const nobody = () => Promise.reject(new Error('nothing runs here'));
  return {
    connector: {
      request: async (node) => ({ status: 200, headers: {}, body: bodyOf(await answer(node)) }),
      connectToPod: nobody,
      upgrade: nobody,
    },
    use: (wanted) => {
      cores = wanted;
    },
    follow: (given) => {
      client = given;
    },
  };
}

async function* bodyOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
