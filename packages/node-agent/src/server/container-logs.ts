import type { ContainerStatus } from '@sampan/api';
import { parseLogOptions } from '../logs/log-options.js';
import { readLog } from '../logs/read-log.js';
import { containerStatus } from '../pod/container-status.js';
import type { AgentRequest } from './agent-request.js';
import { findContainer } from './find-container.js';
import { HttpError } from './http-error.js';

/** `/containerLogs/NAMESPACE/POD/CONTAINER`: the output of a container, or of the one before it. */
export function containerLogs(request: AgentRequest): AsyncIterable<Buffer> {
  const { runtime, container } = findContainer(request);
  const now = request.context.clock.now();
  const options = parseOptions(request.query, now);
  const status = containerStatus(runtime.pod, container, runtime.state, now);
  const id = options.previous ? status.lastState?.terminated?.containerID : idWithLog(status);
  const handle = runtime.handles.get(container.name);
  const pod = runtime.pod.metadata.name;
  if (id === undefined || handle === undefined) {
    if (options.previous) {
      throw new HttpError(400, `previous terminated container "${container.name}" in pod "${pod}" not found`);
    }
    throw new HttpError(
      400,
      `container "${container.name}" in pod "${pod}" is waiting to start: ${whyWaiting(status)}`,
    );
  }
  const isNewest = id === handle.id;
  const source = isNewest
    ? { file: handle.logFile, ended: handle.exited }
    : { file: handle.previousLogFile, ended: Promise.resolve() };
  return readLog(source, options, request.signal);
}

function parseOptions(query: URLSearchParams, now: number) {
  try {
    return parseLogOptions(query, now);
  } catch (error) {
    throw new HttpError(400, (error as Error).message);
  }
}

/** While a container waits to be restarted, its log is the one of the run before. */
function idWithLog({ state, lastState, containerID }: ContainerStatus): string | undefined {
  if (state?.running !== undefined) return containerID;
  return state?.terminated?.containerID ?? lastState?.terminated?.containerID;
}

function whyWaiting({ state }: ContainerStatus): string {
  const reason = state?.waiting?.reason ?? 'ContainerCreating';
  if (reason === 'ErrImagePull' || reason === 'ImagePullBackOff') return 'trying and failing to pull image';
  return reason;
}
