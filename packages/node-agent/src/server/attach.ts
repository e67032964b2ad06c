import { readLog } from '../logs/read-log.js';
import type { AgentRequest } from './agent-request.js';
import { findContainer } from './find-container.js';
import { HttpError } from './http-error.js';
import { exitStatus } from './streams/exec-status.js';
import { openStreamSession, type StreamSession, type Upgrade, wantedStreams } from './streams/stream-session.js';

/** `/attach/NAMESPACE/POD/CONTAINER`: a container's output from now on, and its input if it takes any. */
export function attach(request: AgentRequest, upgrade: Upgrade): void {
  const { runtime, container } = findContainer(request);
  const handle = runtime.handles.get(container.name);
  if (handle === undefined || runtime.state.containers.get(container.name)?.phase !== 'running') {
    throw new HttpError(500, `container ${container.name} not found in pod ${runtime.pod.metadata.name}`);
  }
  const wanted = wantedStreams(request.query);
  void openStreamSession(upgrade, wanted).then(async (session) => {
    const gone = new AbortController();
    session.onClose(() => gone.abort());
    const input = wanted.stdin ? handle.openStdin?.() : undefined;
    if (input !== undefined) {
      input.on('error', () => undefined);
      session.stdin?.pipe(input);
    }
    const source = { file: handle.logFile, ended: handle.exited };
    await Promise.all([copy('stdout', session, { source, gone }), copy('stderr', session, { source, gone })]);
    input?.end();
    if (!gone.signal.aborted) session.finish(exitStatus((await handle.exited).exitCode));
  });
}

interface Following {
  source: Parameters<typeof readLog>[0];
  gone: AbortController;
}

/** The log is where a container's output arrives, whoever started it: following it is attaching to it. */
async function copy(stream: 'stdout' | 'stderr', session: StreamSession, { source, gone }: Following): Promise<void> {
  const to = session[stream];
  if (to === undefined) return;
  const options = { follow: true, previous: false, timestamps: false, tailLines: 0, stream };
  for await (const text of readLog(source, options, gone.signal)) {
    if (!to.write(text)) await new Promise((resolve) => to.once('drain', resolve));
  }
}
