import { defineCommand } from '../../framework/command.js';
import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { startProxy } from './start-proxy.js';

export const proxy = defineCommand({
  name: 'proxy',
  usage: '[--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
  short: 'Run a proxy to the Kubernetes API server',
  long: `Serve the API on an address of this machine, with the credentials of this user. It has no protection of its own:
requests from other machines, and to exec and attach, are refused unless flags say otherwise.`,
  examples: `
# The API at http://127.0.0.1:8001
kubectl proxy

# At any free port
kubectl proxy --port=0

# Below another path: curl localhost:8001/k8s-api/v1/pods
kubectl proxy --api-prefix=/k8s-api`,
  flags: {
    acceptHosts: flag.string('Hosts in requests that are accepted, as a regular expression.', {
      default: '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$',
    }),
    acceptPaths: flag.string('Paths that are accepted.', { default: '^.*' }),
    address: flag.string('The address to serve at.', { default: '127.0.0.1' }),
    appendServerPath: flag.bool('Put the path of the server, if it has one, before that of every request.'),
    keepalive: flag.duration("How often idle connections are asked whether they live; zero is the system's choice."),
    apiPrefix: flag.string('The path below which the API is.', { default: '/' }),
    disableFilter: flag.bool('Accept every request. Dangerous where others can reach the port.'),
    port: flag.int('The port to serve at; 0 is any free one.', { short: 'p', default: 8001 }),
    rejectMethods: flag.string('Methods that are refused.', { default: '^$' }),
    rejectPaths: flag.string('Paths that are refused, even if accepted.', {
      default: '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach',
    }),
    unixSocket: flag.string('A Unix socket to serve at instead.', { short: 'u' }),
    www: flag.string('A folder whose files are served too.', { short: 'w' }),
    wwwPrefix: flag.string('The path below which these files are.', { short: 'P', default: '/static/' }),
  },

  async run({ context, args, flags, isSet }) {
    if (args.length > 0) throw new CommandError(`Unexpected args: [${args.join(' ')}]`);
    if (flags.unixSocket !== '' && isSet('port'))
      throw new CommandError('cannot set --unix-socket and --port at the same time');
    if (flags.disableFilter) {
      context.warn('Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious');
    }
    const running = await startProxy(context, flags);
    context.print(`Starting to serve on ${running.address}\n`);
    await new Promise<void>((resolve) => {
      if (context.signal.aborted) resolve();
      context.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    running.close();
  },
});
