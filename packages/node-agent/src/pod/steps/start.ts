import type { Container as ContainerSpec } from '@sampan/api';
import type { Container } from '../../drivers/container.js';
import { StartError } from '../../drivers/start-error.js';
import { ConfigError } from '../../environment/config-error.js';
import { readEnvFiles } from '../../environment/env-files.js';
import { expand } from '../../environment/expand.js';
import { podEnvironment } from '../../environment/pod-environment.js';
import { containerArgv } from '../../images/container-argv.js';
import { ImageError } from '../../images/image-error.js';
import { containerMounts } from '../../volumes/container-mounts.js';
import { readOnlyVolumes } from '../../volumes/read-only-volumes.js';
import { allocatedPod } from '../allocation.js';
import { containerEvents } from '../container-event.js';
import { runOf } from '../container-run.js';
import { containerSecurity } from '../container-security.js';
import { containerUser } from '../container-user.js';
import { containerNamed } from '../pod-containers.js';
import type { PodContext } from '../pod-context.js';
import type { PodRuntime } from '../pod-runtime.js';
import { type ContainerState, newContainerState, type RestartBackOff } from '../pod-state.js';
import { resourceLimits } from '../resource-limits.js';
import { nextImageDelay } from '../restart-back-off.js';
import { ensureImage } from './ensure-image.js';
import { noteRestartOfAll } from './restart-all.js';
import { watchOver } from './watch-over.js';

/** How long a container waits for what it refers to, if nothing changes in between. */
const configRetryDelay = 10_000;

/** Starts a container: image, environment, mounts, program, postStart hook, probes. */
export async function startContainer(
  runtime: PodRuntime,
  { container: name, attempt, backOff }: { container: string; attempt: number; backOff?: RestartBackOff },
  context: PodContext,
): Promise<void> {
  const { state } = runtime;
  const container = containerNamed(allocatedPod(runtime.pod, state.allocation), name);
  if (container === undefined) return;
  const own = takeOver(state.containers.get(name), attempt, backOff);
  state.containers.set(name, own);
  const id = `${context.driver.name}://${context.newId()}`;
  try {
    const handle = await context.starts(() => start(runtime, { container, attempt, id }, context), { toFront: true });
    own.blocked = undefined;
    own.run = runOf(handle, container.resources);
    own.phase = 'running';
    containerEvents(runtime, name, context)('Normal', 'Started', 'Container started');
    await watchOver(runtime, { container, handle, own, isNew: true }, context);
  } catch (error) {
    failed(runtime, { container, own, id, error }, context);
  }
}

/** A new attempt remembers how the one before it ended; a repeated one, what kept it from starting. */
function takeOver(before: ContainerState | undefined, attempt: number, backOff?: RestartBackOff): ContainerState {
  const own = newContainerState(attempt);
  own.previous = before?.exit ?? before?.previous;
  own.backOff = backOff ?? before?.backOff;
  own.blocked = before?.blocked;
  return own;
}

async function start(
  runtime: PodRuntime,
  { container, attempt, id }: { container: ContainerSpec; attempt: number; id: string },
  context: PodContext,
): Promise<Container> {
  const { pod, sandbox, volumes, config } = runtime;
  const tell = containerEvents(runtime, container.name, context);
  if (sandbox === undefined) throw new ConfigError('the pod has no sandbox');
  const { driver } = context;
  const image = await ensureImage(container, driver.images, tell);
  const user = containerUser(pod, container, driver);
  const own = podEnvironment(pod, container, {
    config,
    services: context.services(),
    allocatable: context.allocatable,
    files: await readEnvFiles(container, volumes),
    place: { podIP: sandbox.ip, hostIP: context.nodeIp, nodeName: context.nodeName },
  });
  const { command = [], args = [] } = container;
  const argv = containerArgv(
    { command: command.map((word) => expand(word, own)), args: args.map((word) => expand(word, own)) },
    image,
  );
  const handle = await driver.containers.start({
    sandbox,
    name: container.name,
    attempt,
    id,
    image: container.image ?? '',
    imageID: image.id,
    rootfs: image.rootfs,
    argv,
    env: new Map([...Object.entries(image.env), ...own]),
    workingDir: container.workingDir,
    mounts: await containerMounts(container, { volumes, readOnly: readOnlyVolumes(pod.spec) }, own),
    terminationMessagePath: container.terminationMessagePath ?? '/dev/termination-log',
    ports: (container.ports ?? []).map(({ containerPort }) => containerPort),
    stdin: container.stdin ?? false,
    stdinOnce: (container.stdin && container.stdinOnce) ?? false,
    stopSignal: container.lifecycle?.stopSignal ?? image.stopSignal ?? 'SIGTERM',
    tty: container.tty ?? false,
    user,
    security: containerSecurity(pod, container),
    limits: resourceLimits(container.resources),
    notify: ({ type, reason, message }) => tell(type, reason, message),
  });
  tell('Normal', 'Created', 'Container created');
  return handle;
}

interface Failure {
  container: ContainerSpec;
  own: ContainerState;
  id: string;
  error: unknown;
}

function failed(runtime: PodRuntime, { container, own, id, error }: Failure, context: PodContext): void {
  const tell = containerEvents(runtime, container.name, context);
  const now = context.clock.now();
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ImageError) {
    const isPull = error.reason === 'ErrImagePull';
    const event = isPull ? `Failed to pull image "${container.image}": ${message}` : message;
    tell('Warning', isPull ? 'Failed' : error.reason, event);
    tell('Warning', 'Failed', `Error: ${error.reason}`);
    const delay = nextImageDelay(own.blocked?.delay);
    own.blocked = { reason: error.reason, message, since: now, retryAt: now + delay, delay };
    own.phase = 'blocked';
  } else if (error instanceof ConfigError) {
    tell('Warning', 'Failed', `Error: ${message}`);
    const retryAt = now + configRetryDelay;
    own.blocked = { reason: 'CreateContainerConfigError', message, since: now, retryAt, delay: configRetryDelay };
    own.phase = 'blocked';
  } else {
    const { reason, exitCode } = error instanceof StartError ? error : { reason: 'StartError', exitCode: 128 };
    tell('Warning', 'Failed', `Error: ${message}`);
    noteRestartOfAll(runtime, container, exitCode);
    own.exit = { exitCode, reason, message, startedAt: 0, finishedAt: now, id };
    own.phase = 'exited';
  }
  runtime.state.containers.set(container.name, own);
}
