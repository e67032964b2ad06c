import { createTwoWayMergePatch, isJsonObject, type JsonObject, type Pod, resources } from '@sampan/api';
import { mergeMetadata } from '@sampan/api/merge-metadata';
import { defineCommand } from '../../framework/command.js';
import { objects } from '../../framework/completers.js';
import type { Context } from '../../framework/context.js';
import { decodeManifest } from '../../framework/decode-manifest.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError, throwFailures, UsageError } from '../../framework/errors.js';
import { type FlagValues, flag } from '../../framework/flags.js';
import { readUserFile } from '../../framework/read-file.js';
import { type ObjectInfo, objectsOfFiles, readObjects } from '../../framework/read-objects.js';
import { resolveSelection } from '../../framework/selection.js';
import { checkImage } from '../run/pod-of-flags.js';
import { copyForDebugging, type DebugOptions, type DebugPod, podOnNode, withDebugContainer } from './debug-pods.js';
import { containersOf, profileOf } from './profiles.js';

const flags = {
  argumentsOnly: flag.bool("What follows -- are arguments of the image's own command, not a command."),
  attach: flag.bool('Wait until the container runs, and attach to it. The default if there is standard input.'),
  container: flag.string('The name of the debugging container.', { short: 'c' }),
  copyTo: flag.string('Debug a copy of the pod, with this name.'),
  custom: flag.string('A file with a part of a container, which is put over what the profile has made.'),
  env: flag.list('Variables of the container: KEY=VALUE.'),
  filename: flag.list('Files, directories or URLs with what to debug; - is standard input.', { short: 'f' }),
  image: flag.string('The image of the debugging container.'),
  imagePullPolicy: flag.string('When to pull the image; the server decides unless it is given.'),
  keepAnnotations: flag.bool('With --copy-to: keep the annotations of the pod.'),
  keepInitContainers: flag.bool('With --copy-to: run the init containers of the pod.', { default: true }),
  keepLabels: flag.bool('With --copy-to: keep the labels of the pod.'),
  keepLiveness: flag.bool('With --copy-to: keep the liveness probes.'),
  keepReadiness: flag.bool('With --copy-to: keep the readiness probes.'),
  keepStartup: flag.bool('With --copy-to: keep the startup probes.'),
  profile: flag.string('What the container may do: legacy, general, baseline, netadmin, restricted or sysadmin.', {
    default: 'legacy',
  }),
  quiet: flag.bool('Do not say what is done.', { short: 'q' }),
  replace: flag.bool('With --copy-to: delete the pod that was copied.'),
  sameNode: flag.bool('With --copy-to: run the copy on the node of the pod.'),
  setImage: flag.list('With --copy-to: other images for containers, as NAME=IMAGE; * is all of them.'),
  shareProcesses: flag.bool("With --copy-to: let the containers of the copy see each other's processes.", {
    default: true,
  }),
  stdin: flag.bool('Keep standard input of the container open.', { short: 'i' }),
  target: flag.string('The container whose processes an ephemeral container is to see.'),
  tty: flag.bool('Give the container a terminal.', { short: 't' }),
};

export const debug = defineCommand({
  name: 'debug',
  usage: '(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  short: 'Create debugging sessions for troubleshooting workloads and nodes',
  complete: objects,
  long: `Look into pods and nodes with containers of your own.

 A pod gets one more container, an ephemeral one, while it runs; or a copy of it is made with another container, command or image. On a node a pod is made that is close to the machine.`,
  examples: `
# A shell beside the containers of a pod
kubectl debug mypod -it --image=busybox

# The same in a copy of the pod
kubectl debug mypod -it --image=busybox --copy-to=my-debugger

# A copy with another command in one of its containers
kubectl debug mypod -it --copy-to=my-debugger --container=mycontainer -- sh

# On a node, whose files are at /host
kubectl debug node/mynode -it --image=busybox`,
  flags,

  async run({ context, args, flags, isSet, dashAt }) {
    const names = dashAt >= 0 ? args.slice(0, dashAt) : args;
    const command = dashAt >= 0 ? args.slice(dashAt) : [];
    const env = pairs('env', flags.env).map(([name, value]) => ({ name, value }));
    const images = Object.fromEntries(pairs('set-image', flags.setImage));
    profileOf(flags.profile);
    const custom = flags.custom === '' ? undefined : await readCustom(context, flags.custom);
    const isAttached = isSet('attach') ? flags.attach : flags.stdin;
    check(flags, { names, command, images, isForced: isSet('attach') && flags.attach });
    if (flags.target !== '' && !flags.quiet) {
      context.print(
        `Targeting container ${JSON.stringify(flags.target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
      );
    }
    if (flags.tty && !flags.stdin) throw new CommandError('-i/--stdin is required for containers with -t/--tty=true');
    checkCustom(custom);
    if (flags.profile === 'legacy') {
      context.warn(
        '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".',
      );
    }
    const options: DebugOptions = {
      ...flags,
      args: command,
      env,
      images,
      custom,
      shareProcesses: isSet('shareProcesses') ? flags.shareProcesses : undefined,
      kept: {
        labels: flags.keepLabels,
        annotations: flags.keepAnnotations,
        liveness: flags.keepLiveness,
        readiness: flags.keepReadiness,
        startup: flags.keepStartup,
        initContainers: flags.keepInitContainers,
      },
      tell: (line) => {
        if (!flags.quiet) context.print(`${line}\n`);
      },
    };
    for (const info of await readSubjects(context, names, flags.filename)) {
      const session = await startSession(context, info, { options, replace: flags.replace });
      if (!isAttached || session.container === '') continue;
      const { attachToContainer } = await import('./attach-to-container.js');
      await attachToContainer(context, session, flags);
    }
  },
});

/** `KEY=VALUE` in pflag's words. */
function pairs(name: string, texts: readonly string[]): [string, string][] {
  return texts.map((text) => {
    const equals = text.indexOf('=');
    if (equals === -1) {
      throw new UsageError(
        `invalid argument ${JSON.stringify(texts.join(','))} for "--${name}" flag: ${text} must be formatted as key=value`,
      );
    }
    return [text.slice(0, equals), text.slice(equals + 1)];
  });
}

async function readCustom(context: Context, file: string): Promise<JsonObject> {
  let text: string;
  try {
    text = Buffer.from(await readUserFile(context, file)).toString('utf8');
  } catch (error) {
    const words = errorWords(error).replace(/^the path .* does not exist$/, `open ${file}: no such file or directory`);
    throw new CommandError(`must pass a container spec json file for custom profile: ${words}`);
  }
  try {
    for await (const value of decodeManifest(text)) if (isJsonObject(value)) return value;
  } catch (error) {
    throw new CommandError(`${file} does not contain a valid container spec: ${errorWords(error)}`);
  }
  return {};
}

function checkCustom(custom: JsonObject | undefined): void {
  const fixed = ['name', 'command', 'image', 'lifecycle', 'volumeDevices'];
  if (custom === undefined || !fixed.some((field) => custom[field] !== undefined)) return;
  throw new CommandError('name, command, image, lifecycle and volume devices are not modifiable via custom profile');
}

/** What the flags say against each other. */
function check(
  given: FlagValues<typeof flags>,
  {
    names,
    command,
    images,
    isForced,
  }: {
    names: readonly string[];
    command: readonly string[];
    images: Readonly<Record<string, string>>;
    isForced: boolean;
  },
): void {
  const { image, copyTo, container } = given;
  const refuse = (problem: string) => {
    throw new CommandError(problem);
  };
  if (isForced && image === '' && container === '') {
    refuse('you must specify --container or create a new container using --image in order to attach.');
  }
  const changesImages = Object.keys(images).length > 0;
  if (copyTo !== '') {
    if (image === '' && !changesImages && command.length === 0) {
      refuse('you must specify --image, --set-image or command arguments.');
    }
    if (command.length > 0 && container === '' && image === '') {
      refuse('you must specify an existing container or a new image when specifying args.');
    }
  } else {
    if (given.replace) refuse('--replace may only be used with --copy-to.');
    if (given.sameNode) refuse('--same-node may only be used with --copy-to.');
    if (changesImages) refuse('--set-image may only be used with --copy-to.');
    if (image === '') refuse('you must specify --image when not using --copy-to.');
  }
  if (image !== '') checkImage(image, 'invalid image name');
  if (names.length === 0 && given.filename.length === 0) refuse('NAME or filename is required for debug');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(given.imagePullPolicy)) {
    refuse(`invalid image pull policy: ${given.imagePullPolicy}`);
  }
  for (const [name, other] of Object.entries(images)) checkImage(other, 'invalid image name', name);
  if (given.target !== '' && copyTo !== '') {
    refuse('--target is incompatible with --copy-to. Use --share-processes instead.');
  }
}

/** What files hold is taken as they hold it; what is named is asked for. */
async function readSubjects(
  context: Context,
  names: readonly string[],
  filename: readonly string[],
): Promise<ObjectInfo[]> {
  const infos: ObjectInfo[] = [];
  if (filename.length > 0) {
    const { targets, failures } = await resolveSelection(context, { files: { filename } });
    throwFailures(failures);
    infos.push(...objectsOfFiles(targets));
  }
  for (const name of names) {
    const args = name.includes('/') ? [name] : ['pods', name];
    const { targets, failures } = await resolveSelection(context, { args });
    const read = await readObjects(context, targets);
    throwFailures([...failures, ...read.failures]);
    infos.push(...read.infos);
  }
  return infos;
}

/** Makes what is to be attached to; answers the pod as the server has it. */
async function startSession(
  context: Context,
  { type, object }: ObjectInfo,
  { options, replace }: { options: DebugOptions; replace: boolean },
): Promise<DebugPod> {
  const pods = (await context.client()).resource(resources.pods);
  if (type.group === '' && type.kind === 'Node') {
    const { pod, container } = podOnNode(object.metadata.name ?? '', options);
    const { namespace } = await context.namespace();
    return { pod: await pods.create({ ...pod, metadata: { ...pod.metadata, namespace } }), container };
  }
  if (type.group !== '' || type.kind !== 'Pod') {
    const apiVersion = type.group === '' ? `/${type.version}` : type.apiVersion;
    throw new CommandError(`${JSON.stringify(`${apiVersion}, Kind=${type.kind}`)} not supported by debug`);
  }
  const original = object as unknown as Pod;
  const key = { namespace: original.metadata.namespace ?? '', name: original.metadata.name ?? '' };
  if (options.copyTo === '') {
    const { pod, container } = withDebugContainer(original, options);
    warnOfUser(context, pod, container);
    const schema = mergeMetadata({ group: '', version: 'v1', kind: 'Pod' });
    if (schema === undefined) throw new CommandError('pods cannot be merged');
    const body = createTwoWayMergePatch(original as unknown as JsonObject, pod as unknown as JsonObject, schema);
    const subresource = 'ephemeralcontainers';
    return { pod: await pods.patch(key, { type: 'strategic', body }, { subresource }), container };
  }
  const { pod, container } = copyForDebugging(original, options);
  warnOfUser(context, pod, container);
  const created = await pods.create(pod);
  if (replace) await pods.delete(key, { gracePeriodSeconds: 0 });
  return { pod: created, container };
}

/** Privileges of a container mean little to a user who is not root. */
function warnOfUser(context: Context, pod: Pod, name: string): void {
  const container = containersOf(pod).findLast((one) => one.name === name);
  const { runAsUser, privileged, capabilities } = container?.securityContext ?? {};
  const isPodsUserRoot = (pod.spec?.securityContext?.runAsUser ?? 0) === 0;
  const isPrivileged = privileged === true || (capabilities?.add ?? []).length > 0;
  if (isPodsUserRoot || runAsUser === 0 || !isPrivileged) return;
  context.warn(
    'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".',
  );
}
