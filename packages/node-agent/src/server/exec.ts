import type { ExecProcess } from '../drivers/driver.js';
import type { AgentRequest } from './agent-request.js';
import { findContainer } from './find-container.js';
import { HttpError } from './http-error.js';
import { exitStatus, failedStatus } from './streams/exec-status.js';
import { pump } from './streams/pump.js';
import { openStreamSession, type StreamSession, type Upgrade, wantedStreams } from './streams/stream-session.js';

/** `/exec/NAMESPACE/POD/CONTAINER?command=…`: runs a command in a container. */
export function exec(request: AgentRequest, upgrade: Upgrade): void {
  const { runtime, container } = findContainer(request);
  const handle = runtime.handles.get(container.name);
  const phase = runtime.state.containers.get(container.name)?.phase;
  if (handle === undefined || (phase !== 'running' && phase !== 'stopping')) {
    throw new HttpError(500, `unable to upgrade connection: container not found ("${container.name}")`);
  }
  const command = request.query.getAll('command');
  const wanted = wantedStreams(request.query);
  void openStreamSession(upgrade, wanted).then(async (session) => {
    try {
      const running = await request.context.driver.exec(handle, { command, tty: wanted.tty, stdin: wanted.stdin });
      await connect(session, running);
    } catch (error) {
      const reason = (error as Error).message.replace(/^failed to create task for container: /, '');
      const cause = `OCI runtime exec failed: exec failed: ${reason}`;
      session.finish(failedStatus(`error executing command in container: ${cause}`));
    }
  });
}

async function connect(session: StreamSession, running: ExecProcess): Promise<void> {
  session.onResize((size) => running.resize(size));
  session.onClose(() => running.kill());
  if (running.stdin !== undefined) session.stdin?.pipe(running.stdin);
  const outputs = Promise.all([pump(running.stdout, session.stdout), pump(running.stderr, session.stderr)]);
  const { exitCode } = await running.exited;
  await outputs;
  session.finish(exitStatus(exitCode));
}
