import { resources } from '@sampan/api';
import { objectPath } from '@sampan/client';

/** What a session asks of the server. */
export interface SessionRequest {
  namespace: string;
  pod: string;
  container: string;
  stdin: boolean;
  stdout: boolean;
  stderr: boolean;
  tty: boolean;
  command?: readonly string[];
}

/** The path of the `exec` or `attach` of a pod, with its query. */
export function sessionPath(subresource: 'exec' | 'attach', request: SessionRequest): string {
  const query = new URLSearchParams();
  for (const argument of request.command ?? []) query.append('command', argument);
  if (request.container !== '') query.append('container', request.container);
  for (const stream of ['stderr', 'stdin', 'stdout', 'tty'] as const) {
    if (request[stream]) query.append(stream, 'true');
  }
  const { namespace, pod: name } = request;
  return `${objectPath(resources.pods, { namespace, name }, subresource)}?${query}`;
}
