import { formatTime } from '@sampan/api';
import type { ContainerUsage } from '../drivers/container-runtime.js';
import type { AgentRequest } from './agent-request.js';
import type { Answer } from './answer.js';
import { HttpError } from './http-error.js';
import { type MeasuredPod, measure } from './measure.js';

/** `/stats/summary`: what the node and its pods use, in the shape of the kubelet's Summary API. */
export async function stats(request: AgentRequest): Promise<Answer> {
  if (request.segments[0] !== 'summary') throw new HttpError(404, '404 page not found');
  const { context } = request;
  const { pods, total, startTime } = await measure(request);
  const time = formatTime(context.clock.now());
  return {
    json: {
      node: { nodeName: context.nodeName, startTime: formatTime(startTime), ...usageStats(total, time) },
      pods: pods.map((pod) => podStats(pod, time)),
    },
  };
}

function podStats({ runtime, containers }: MeasuredPod, time: string) {
  const { metadata } = runtime.pod;
  return {
    podRef: { name: metadata.name, namespace: metadata.namespace, uid: metadata.uid },
    startTime: formatTime(runtime.state.startTime),
    containers: containers.map(({ handle, usage }) => ({
      name: handle.name,
      startTime: formatTime(handle.startedAt),
      ...usageStats(usage, time),
    })),
    process_stats: { process_count: containers.reduce((sum, { usage }) => sum + usage.processes, 0) },
  };
}

function usageStats({ cpuNanoseconds, memoryBytes }: ContainerUsage, time: string) {
  return {
    cpu: { time, usageCoreNanoSeconds: Number(cpuNanoseconds) },
    memory: { time, usageBytes: memoryBytes, workingSetBytes: memoryBytes, rssBytes: memoryBytes },
  };
}
