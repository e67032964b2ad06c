import type { ExecProcess } from '../drivers/exec-process.js';
import type { AgentRequest } from './agent-request.js';
import { findContainer } from './find-container.js';
import { HttpError } from './http-error.js';
import { exitStatus, failedStatus } from './streams/exec-status.js';
import { pump } from './streams/pump.js';
import { openStreamSession, type StreamSession, type Upgrade, wantedStreams } from './streams/stream-session.js';

/** `/exec/NAMESPACE/POD/CONTAINER?command=…`: runs a command in a container. */
export async function exec(request: AgentRequest, upgrade: Upgrade): Promise<void> {
  const { runtime, container } = findContainer(request);
  const handle = runtime.handles.get(container.name);
  const phase = runtime.state.containers.get(container.name)?.phase;
  if (handle === undefined || (phase !== 'running' && phase !== 'stopping')) {
    throw new HttpError(500, `unable to upgrade connection: container not found ("${container.name}")`);
  }
  const command = request.query.getAll('command');
  const wanted = wantedStreams(request.query);
  const session = await openStreamSession(upgrade, wanted);
  try {
    const running = await request.context.driver.containers.exec(handle, {
      command,
      tty: wanted.tty,
      stdin: wanted.stdin,
    });
    await session.finish(exitStatus(await connect(session, running)));
  } catch (error) {
    const reason = (error as Error).message.replace(/^failed to create task for container: /, '');
    const cause = `OCI runtime exec failed: exec failed: ${reason}`;
    await session.finish(failedStatus(`error executing command in container: ${cause}`));
  }
}

/** Lets the client and the program talk until the program has ended; ends it when the client has gone. */
async function connect(session: StreamSession, running: ExecProcess): Promise<number> {
  const kill = () => running.kill();
  if (session.gone.aborted) kill();
  session.gone.addEventListener('abort', kill);
  session.onResize((size) => running.resize(size));
  running.stdin?.on('error', () => undefined);
  if (running.stdin !== undefined) session.stdin?.pipe(running.stdin);
  const outputs = Promise.all([pump(running.stdout, session.stdout), pump(running.stderr, session.stderr)]);
  const { exitCode } = await running.exited;
  await outputs;
  // What the command has left running in the background stays.
  session.gone.removeEventListener('abort', kill);
  return exitCode;
}
