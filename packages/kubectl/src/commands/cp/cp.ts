import { type Pod, resources } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { podPath } from '../../framework/completers.js';
import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { chooseContainer } from '../../pods/containers-of-pod.js';
import { runSession } from '../../streams/channel-session.js';
import { sessionPath } from '../../streams/session-path.js';
import { type FileSpec, parseFileSpec } from './file-spec.js';
import { packFiles } from './pack-files.js';
import { unpackFiles } from './unpack-files.js';

export const cp = defineCommand({
  name: 'cp',
  usage: '<file-spec-src> <file-spec-dest>',
  short: 'Copy files and directories to and from containers',
  complete: podPath,
  long: `Copy files and directories between this machine and a container, which needs the program "tar".

 A side is PATH, POD:PATH or NAMESPACE/POD:PATH.`,
  examples: `
# A directory into a pod
kubectl cp /tmp/foo_dir some-pod:/tmp/bar_dir

# A file into a container of a pod of a namespace
kubectl cp /tmp/foo some-namespace/some-pod:/tmp/bar -c specific-container

# A file out of a pod
kubectl cp some-namespace/some-pod:/tmp/foo /tmp/bar`,
  flags: {
    container: flag.string('The container; by default the one that the pod itself names, or its first one.', {
      short: 'c',
    }),
    noPreserve: flag.bool('Do not keep owners and permissions in the container.'),
    retries: flag.int('How often to try again to read from a container; negative is without end.'),
  },

  async run({ context, args, flags }) {
    const [source, destination, ...more] = args;
    if (source === undefined || destination === undefined || more.length > 0) {
      throw new CommandError('source and destination are required');
    }
    const from = parseFileSpec(source);
    const to = parseFileSpec(destination);
    if (from.pod !== '' && to.pod !== '')
      throw new CommandError('one of src or dest must be a local file specification');
    if (from.path === '' || to.path === '') throw new CommandError('filepath can not be empty');
    if (to.pod !== '') return await copyToPod(context, { from, to }, flags);
    if (from.pod !== '') return await copyFromPod(context, { from, to }, flags);
    throw new CommandError('one of src or dest must be a remote file specification');
  },
});

interface Copy {
  from: FileSpec;
  to: FileSpec;
}

async function copyToPod(
  context: Context,
  { from, to }: Copy,
  flags: { container: string; noPreserve: boolean },
): Promise<void> {
  const { stat } = await import('node:fs/promises');
  const path = await import('node:path');
  const local = path.resolve(context.cwd, from.path);
  await stat(local).catch(() => {
    throw new CommandError(`${from.path} doesn't exist in local filesystem`);
  });
  const isFolder = await isRemoteFolder(context, to, flags.container);
  const target = isFolder ? path.posix.join(to.path, path.basename(local)) : path.posix.normalize(to.path);
  const keep = flags.noPreserve ? ['--no-same-permissions', '--no-same-owner'] : [];
  const folder = path.posix.dirname(target);
  await execute(context, to, {
    container: flags.container,
    command: ['tar', ...keep, '-xmf', '-', ...(folder === '.' ? [] : ['-C', folder])],
    stdin: packFiles(local, path.posix.basename(target)),
  });
}

async function isRemoteFolder(context: Context, spec: FileSpec, container: string): Promise<boolean> {
  try {
    await execute(context, spec, { container, command: ['test', '-d', spec.path], isQuiet: true });
    return true;
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
}

async function copyFromPod(
  context: Context,
  { from, to }: Copy,
  { container, retries }: { container: string; retries: number },
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const archive = byteQueue();
    const unpacked = unpackFiles(context, { archive: archive.items, source: from.path, destination: to.path });
    // A failure of the archive's reader shows when it is awaited below.
    unpacked.catch(() => {});
    try {
      await execute(context, from, { container, command: ['tar', 'cf', '-', from.path], stdout: archive.push });
      archive.end();
      return await unpacked;
    } catch (error) {
      archive.end();
      if (retries >= 0 && attempt >= retries) throw error;
    }
  }
}

interface Execution {
  container: string;
  command: readonly string[];
  stdin?: AsyncIterable<Uint8Array>;
  stdout?(chunk: Uint8Array): void;
  isQuiet?: boolean;
}

/** Runs a command in the pod of a file. Throws if it fails. */
async function execute(context: Context, spec: FileSpec, execution: Execution): Promise<void> {
  const namespace = spec.namespace || (await context.namespace()).namespace;
  const client = await context.client();
  const pod: Pod = await client.resource(resources.pods).get({ namespace, name: spec.pod });
  const warn = execution.isQuiet ? () => {} : context.warn;
  const { name } = chooseContainer(pod, { container: execution.container, warn });
  const { command, stdin } = execution;
  await runSession(context, {
    path: sessionPath('exec', {
      namespace,
      pod: spec.pod,
      container: name,
      command,
      stdin: stdin !== undefined,
      stdout: true,
      stderr: true,
      tty: false,
    }),
    stdin,
    stdout: execution.stdout ?? (() => {}),
    stderr: (chunk) => {
      if (!execution.isQuiet) context.err.write(chunk);
    },
  });
}

/** Chunks that are pushed in at one end and read at the other. */
function byteQueue() {
  const chunks: Uint8Array[] = [];
  let wake: (() => void) | undefined;
  let isEnded = false;
  async function* items(): AsyncIterable<Uint8Array> {
    for (;;) {
      const chunk = chunks.shift();
      if (chunk !== undefined) yield chunk;
      else if (isEnded) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }
  return {
    items: items(),
    push: (chunk: Uint8Array) => {
      chunks.push(Uint8Array.from(chunk));
      wake?.();
    },
    end: () => {
      isEnded = true;
      wake?.();
    },
  };
}
