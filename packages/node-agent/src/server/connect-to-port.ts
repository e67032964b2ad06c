import type { AgentRequest } from './agent-request.js';
import { findPod } from './find-container.js';
import { HttpError } from './http-error.js';
import type { Upgrade } from './streams/stream-session.js';

/**
 * `/connect/NAMESPACE/POD/PORT` with `Upgrade: tcp`: the connection becomes one to a port of the pod. Ours: it is how the
 * API server proxies to pods, whose addresses mean something on their node alone.
 */
export async function connectToPort(request: AgentRequest, { message, socket, head }: Upgrade): Promise<void> {
  const { pod, state } = findPod(request);
  const port = Number(request.segments[2]);
  if (message.headers.upgrade !== 'tcp')
    throw new HttpError(400, 'unable to upgrade: missing upgrade headers in request');
  if (state.podIP === undefined) throw new HttpError(500, `pod ${pod.metadata.name} is not running`);
  const target = await request.context.driver.network.connect(pod.metadata.uid ?? '', port).catch((error: Error) => {
    throw new HttpError(502, error.message);
  });
  target.on('error', () => socket.destroy());
  target.on('close', () => {
    // What the pod has said to its end is still on its way.
    if (!target.readableEnded) socket.destroy();
  });
  socket.on('close', () => target.destroy());
  if (socket.destroyed) target.destroy();
  socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: tcp\r\n\r\n');
  if (head.length > 0) target.write(head);
  socket.pipe(target);
  target.pipe(socket);
}
