import type { Pod } from '@sampan/api';
import { defineCommand } from '../framework/command.js';
import { onePod } from '../framework/completers.js';
import type { Context } from '../framework/context.js';
import { errorWords } from '../framework/error-words.js';
import { CommandError, usageError } from '../framework/errors.js';
import { flag } from '../framework/flags.js';
import { attachablePod, readSubject } from '../pods/attachable-pod.js';
import { type ContainerChoice, chooseContainer } from '../pods/containers-of-pod.js';
import { runSession } from '../streams/channel-session.js';
import { sessionPath } from '../streams/session-path.js';
import { sessionStreams, streamFlags } from '../streams/session-streams.js';

export const attach = defineCommand({
  name: 'attach',
  usage: '(POD | TYPE/NAME) -c CONTAINER',
  short: 'Attach to a running container',
  complete: onePod,
  long: 'See what the process of a container writes from now on, and give it input.',
  examples: `
# What the first container of a pod writes
kubectl attach mypod

# Another container
kubectl attach mypod -c ruby-container

# Its terminal, with standard input
kubectl attach mypod -c ruby-container -i -t

# The first pod of a replica set
kubectl attach rs/nginx`,
  flags: {
    ...streamFlags,
    podRunningTimeout: flag.duration('How long to wait for a pod.', { default: 60_000 }),
  },

  async run({ context, args, flags, commandPath }) {
    if (args.length === 0) throw new CommandError('at least 1 argument is required for attach');
    if (args.length > 2)
      throw usageError(commandPath, 'expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw');
    const [first = '', second] = args;
    const info = await readSubject(context, second === undefined ? first : `${first}/${second}`);
    const pod = await attachablePod(context, info, flags.podRunningTimeout);
    await attachToPod(context, pod, flags);
  },
});

/** What to attach to, and how. */
export interface AttachOptions {
  container: string;
  stdin: boolean;
  tty: boolean;
  quiet: boolean;
}

/** Attaches to a container of a pod, until its process or the connection ends. */
export async function attachToPod(context: Context, pod: Pod, options: AttachOptions): Promise<void> {
  const { phase } = pod.status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw new CommandError(`cannot attach a container in a completed pod; current phase is ${phase}`);
  }
  const warn = options.quiet ? () => {} : context.warn;
  const container = containerOf(pod, { container: options.container, warn });
  if (options.tty && !container.tty) {
    if (!options.quiet) {
      warn(`Unable to use a TTY - container ${container.name} did not allocate one`);
    }
  }
  const tty = container.tty === true && (options.tty || options.stdin);
  const streams = sessionStreams(context, { ...options, tty });
  if (!options.quiet) {
    warn("If you don't see a command prompt, try pressing enter.");
  }
  const { namespace = '', name = '' } = pod.metadata;
  const path = sessionPath('attach', { namespace, pod: name, container: container.name, ...streams.request });
  await runSession(context, { ...streams, path });
  if (options.stdin && streams.terminal !== undefined && pod.spec?.restartPolicy === 'Always' && !options.quiet) {
    context.print(
      `Session ended, resume using 'kubectl attach ${name} -c ${container.name} -i -t' command when the pod is running\n`,
    );
  }
}

function containerOf(pod: Pod, choice: ContainerChoice) {
  try {
    return chooseContainer(pod, choice);
  } catch (error) {
    throw new CommandError(`cannot attach to the container: ${errorWords(error)}`);
  }
}
