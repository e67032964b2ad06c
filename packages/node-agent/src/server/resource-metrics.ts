import type { AgentRequest } from './agent-request.js';
import type { Answer } from './answer.js';
import { HttpError } from './http-error.js';
import { type MeasuredPod, measure } from './measure.js';

/** `/metrics/resource`: the few metrics that metrics-server reads, in Prometheus' text format. */
export async function resourceMetrics(request: AgentRequest): Promise<Answer> {
  if (request.segments[0] !== 'resource') throw new HttpError(404, '404 page not found');
  const { pods, total } = await measure(request);
  const now = request.context.clock.now();
  const lines = [
    ...family(
      'container_cpu_usage_seconds_total',
      'counter',
      samples(pods, ({ cpuNanoseconds }) => seconds(cpuNanoseconds)),
      now,
    ),
    ...family(
      'container_memory_working_set_bytes',
      'gauge',
      samples(pods, ({ memoryBytes }) => memoryBytes),
      now,
    ),
    ...family('container_start_time_seconds', 'gauge', startTimes(pods), now),
    ...family('node_cpu_usage_seconds_total', 'counter', [{ labels: '', value: seconds(total.cpuNanoseconds) }], now),
    ...family('node_memory_working_set_bytes', 'gauge', [{ labels: '', value: total.memoryBytes }], now),
  ];
  return { metrics: `${lines.join('\n')}\n` };
}

interface Sample {
  labels: string;
  value: number;
}

type Usage = MeasuredPod['containers'][number]['usage'];

function samples(pods: readonly MeasuredPod[], measureOf: (usage: Usage) => number): Sample[] {
  return pods.flatMap(({ runtime, containers }) =>
    containers.map(({ handle, usage }) => ({ labels: labelsOf(runtime, handle.name), value: measureOf(usage) })),
  );
}

function startTimes(pods: readonly MeasuredPod[]): Sample[] {
  return pods.flatMap(({ runtime, containers }) =>
    containers.map(({ handle }) => ({ labels: labelsOf(runtime, handle.name), value: handle.startedAt / 1000 })),
  );
}

function labelsOf({ pod: { metadata } }: MeasuredPod['runtime'], container: string): string {
  return `{container="${container}",namespace="${metadata.namespace}",pod="${metadata.name}"}`;
}

function family(name: string, type: string, values: readonly Sample[], now: number): string[] {
  return [`# TYPE ${name} ${type}`, ...values.map(({ labels, value }) => `${name}${labels} ${value} ${now}`)];
}

function seconds(nanoseconds: bigint): number {
  return Number(nanoseconds) / 1e9;
}
