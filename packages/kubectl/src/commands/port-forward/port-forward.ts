import { type Pod, resources, type Service } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { onePod } from '../../framework/completers.js';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError, usageError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import type { ObjectInfo } from '../../framework/read-objects.js';
import { attachablePod, readSubject } from '../../pods/attachable-pod.js';
import { forwardConnection } from './forward-connection.js';
import { listenAddresses, startListeners } from './listeners.js';
import { type ForwardedPort, parsePort } from './ports.js';

export const portForward = defineCommand({
  name: 'port-forward',
  usage: 'TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  short: 'Forward one or more local ports to a pod',
  complete: onePod,
  long: `Let programs of this machine talk to a pod, through the server.

 Of an object with several pods one is chosen; when that pod ends, so does this, and has to be run again.`,
  examples: `
# Two ports of a pod
kubectl port-forward pod/mypod 5000 6000

# Of a pod of a deployment, of a service
kubectl port-forward deployment/mydeployment 5000 6000
kubectl port-forward service/myservice 8443:https

# Another local port; any free one
kubectl port-forward pod/mypod 8888:5000
kubectl port-forward pod/mypod :5000

# On all addresses of this machine
kubectl port-forward --address 0.0.0.0 pod/mypod 8888:5000`,
  flags: {
    address: flag.list('Addresses to listen at: IP addresses, or localhost for 127.0.0.1 and ::1.', {
      default: ['localhost'],
    }),
    podRunningTimeout: flag.duration('How long to wait for a pod.', { default: 60_000 }),
  },

  async run({ context, args, flags, commandPath }) {
    const [name = '', ...ports] = args;
    if (ports.length === 0) {
      throw usageError(commandPath, 'TYPE/NAME and list of ports are required for port-forward');
    }
    const info = await readSubject(context, name);
    const pod = await attachablePod(context, info, flags.podRunningTimeout);
    const forwarded = ports.map((text) => parsePort(text, { pod, service: serviceOf(info) }));
    const { namespace = '', name: podName = '' } = pod.metadata;
    const current = await (await context.client()).resource(resources.pods).get({ namespace, name: podName });
    if (current.status?.phase !== 'Running') {
      throw new CommandError(
        `unable to forward port because pod is not running. Current status=${current.status?.phase ?? ''}`,
      );
    }
    await forwardUntilInterrupted(context, current, { ports: forwarded, addresses: listenAddresses(flags.address) });
  },
});

function serviceOf({ type, object }: ObjectInfo): Service | undefined {
  return type.kind === 'Service' && type.group === '' ? (object as unknown as Service) : undefined;
}

async function forwardUntilInterrupted(
  context: Context,
  pod: Pod,
  { ports, addresses }: { ports: ForwardedPort[]; addresses: readonly string[] },
): Promise<void> {
  const listeners = await startListeners(context, { ports, addresses }, (socket, port) => {
    context.print(`Handling connection for ${port.local}\n`);
    forwardConnection(context, socket, { pod, port }).catch((error: unknown) => {
      const reason = errorWords(error);
      context.warn(`error: an error occurred forwarding ${port.local} -> ${port.remote}: ${reason}`);
    });
  });
  await new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve();
    context.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  for (const listener of listeners) listener.close();
}
