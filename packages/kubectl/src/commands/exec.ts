import { defineCommand } from '../framework/command.js';
import { fileFlags } from '../framework/common-flags.js';
import { onePod } from '../framework/completers.js';
import { CommandError, usageError } from '../framework/errors.js';
import { flag } from '../framework/flags.js';
import { attachablePod, readSubject } from '../pods/attachable-pod.js';
import { chooseContainer } from '../pods/containers-of-pod.js';
import { runSession } from '../streams/channel-session.js';
import { sessionPath } from '../streams/session-path.js';
import { sessionStreams, streamFlags } from '../streams/session-streams.js';

export const exec = defineCommand({
  name: 'exec',
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  short: 'Execute a command in a container',
  complete: onePod,
  long: 'Run a command in a container that runs, and end with its exit code.',
  examples: `
# 'date' in the first container of a pod
kubectl exec mypod -- date

# In another of its containers
kubectl exec mypod -c ruby-container -- date

# A shell with a terminal
kubectl exec mypod -c ruby-container -i -t -- bash -il

# In a pod of a deployment, of a service
kubectl exec deploy/mydeployment -- date
kubectl exec svc/myservice -- date`,
  flags: {
    ...streamFlags,
    filename: fileFlags('execute in').filename,
    podRunningTimeout: flag.duration('How long to wait for a pod.', { default: 60_000 }),
  },

  async run({ context, args, flags, dashAt, commandPath }) {
    const hasFiles = flags.filename.length > 0;
    if (dashAt === -1 && args.length > 1) {
      throw usageError(
        commandPath,
        'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
      );
    }
    const name = dashAt === 0 ? undefined : args[0];
    if (!name && !hasFiles) throw new CommandError('pod, type/name or --filename must be specified');
    const command = dashAt === -1 ? (hasFiles ? args : args.slice(1)) : args.slice(Math.min(dashAt, 1));
    if (command.length === 0) throw new CommandError('you must specify at least one command for the container');
    const files = { filename: flags.filename, kustomize: '', recursive: false };
    const info = await readSubject(context, hasFiles ? undefined : name, files);
    const pod = await attachablePod(context, info, flags.podRunningTimeout);
    const { phase } = pod.status ?? {};
    if (phase === 'Succeeded' || phase === 'Failed') {
      throw new CommandError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
    }
    const warn = flags.quiet ? () => {} : context.warn;
    const container = flags.container || chooseContainer(pod, { container: '', warn }).name;
    const streams = sessionStreams(context, flags);
    await runSession(context, {
      ...streams,
      path: sessionPath('exec', {
        namespace: pod.metadata.namespace ?? '',
        pod: pod.metadata.name ?? '',
        container,
        command,
        ...streams.request,
      }),
    });
  },
});
