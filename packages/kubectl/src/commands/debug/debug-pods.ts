import { type Container, type JsonObject, type Pod, type PodSpec, strategicMergePatch } from '@sampan/api';
import { mergeMetadata } from '@sampan/api/merge-metadata';
import { randomSuffix } from '@sampan/client';
import { CommandError } from '../../framework/errors.js';
import { containersOf, type DebugStyle, type KeptParts, profileOf } from './profiles.js';

/** What the flags of debug say of the container, and of the pod around it. */
export interface DebugOptions {
  container: string;
  image: string;
  imagePullPolicy: string;
  /** What follows `--`, and whether it is the arguments of the image's own command. */
  args: readonly string[];
  argumentsOnly: boolean;
  env: readonly { name: string; value: string }[];
  stdin: boolean;
  tty: boolean;
  target: string;
  profile: string;
  /** A part of a container, which is put over what the profile has made. */
  custom: JsonObject | undefined;
  copyTo: string;
  sameNode: boolean;
  /** As it was given; undefined if it was not. */
  shareProcesses: boolean | undefined;
  images: Readonly<Record<string, string>>;
  kept: KeptParts;
  /** Says what was chosen. */
  tell(line: string): void;
}

/** A pod for debugging, and the container to attach to; of a copy in which only images change there is none. */
export interface DebugPod {
  pod: Pod;
  container: string;
}

/** `pod` with one more container, an ephemeral one. */
export function withDebugContainer(pod: Pod, options: DebugOptions): DebugPod {
  const spec = specOf(pod);
  const debug = { ...structuredClone(pod), spec };
  const container = containerName(pod, options);
  const added = {
    ...newContainer(container, options),
    ...(options.target !== '' && { targetContainerName: options.target }),
  };
  spec.ephemeralContainers = [...(spec.ephemeralContainers ?? []), added];
  finish(debug, { container, style: 'ephemeral', options });
  return { pod: debug, container };
}

/** A copy of `pod` with another container, or with another command or other images in its own. */
export function copyForDebugging(pod: Pod, options: DebugOptions): DebugPod {
  const { ephemeralContainers: _, ...original } = specOf(pod);
  const { namespace, labels, annotations } = structuredClone(pod.metadata);
  const copy: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: options.copyTo,
      ...(namespace !== undefined && { namespace }),
      ...(labels !== undefined && { labels }),
      ...(annotations !== undefined && { annotations }),
    },
    spec: original,
  };
  const spec = copy.spec as PodSpec;
  if (options.shareProcesses !== undefined) spec.shareProcessNamespace = options.shareProcesses;
  if (!options.sameNode) delete spec.nodeName;
  for (const container of spec.containers) {
    const image = options.images[container.name] ?? options.images['*'];
    if (image !== undefined) container.image = image;
  }
  const existing = containersOf(copy).find(({ name }) => name === options.container) as Container | undefined;
  if (existing === undefined && options.image === '') {
    if (Object.keys(options.images).length > 0) return { pod: copy, container: '' };
    throw new CommandError('you must specify image when creating new container');
  }
  const container = existing?.name ?? containerName(copy, options);
  if (existing === undefined) spec.containers.push(newContainer(container, options));
  else change(existing, options);
  finish(copy, { container, style: 'copy', options });
  return { pod: copy, container };
}

/** A pod on a node. */
export function podOnNode(node: string, options: DebugOptions): DebugPod {
  const container = options.container || 'debugger';
  const name = `node-debugger-${node}-${randomSuffix()}`;
  options.tell(`Creating debugging pod ${name} with container ${container} on node ${node}.`);
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      containers: [newContainer(container, options)],
      nodeName: node,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
    },
  };
  finish(pod, { container, style: 'node', options });
  return { pod, container };
}

/** A copy of what a pod says of itself, which of a broken server may be nothing. */
function specOf({ spec }: Pod): PodSpec {
  return { ...structuredClone(spec), containers: structuredClone(spec?.containers ?? []) };
}

function containerName(pod: Pod, { container, tell }: DebugOptions): string {
  if (container !== '') return container;
  let name: string;
  do name = `debugger-${randomSuffix()}`;
  while (containersOf(pod).some((other) => other.name === name));
  tell(`Defaulting debug container name to ${name}.`);
  return name;
}

function newContainer(name: string, options: DebugOptions): Container {
  const container: Container = { name, terminationMessagePolicy: 'File' };
  change(container, options);
  return container;
}

function change(container: Container, { args, argumentsOnly, ...options }: DebugOptions): void {
  if (args.length > 0 && argumentsOnly) container.args = [...args];
  if (args.length > 0 && !argumentsOnly) {
    container.command = [...args];
    delete container.args;
  }
  if (options.env.length > 0) container.env = [...options.env];
  if (options.image !== '') container.image = options.image;
  if (options.imagePullPolicy !== '') container.imagePullPolicy = options.imagePullPolicy as 'Always';
  for (const [field, value] of Object.entries({ stdin: options.stdin, tty: options.tty })) {
    if (value) Object.assign(container, { [field]: true });
    else delete container[field as 'stdin' | 'tty'];
  }
}

/** Puts the profile, and over it the custom one, onto the container. */
function finish(
  pod: Pod,
  { container: name, style, options }: { container: string; style: DebugStyle; options: DebugOptions },
): void {
  profileOf(options.profile)(pod, { container: name, style, kept: options.kept });
  if (options.custom === undefined) return;
  const schema = mergeMetadata({ group: '', version: 'v1', kind: 'Pod' })?.child('spec')?.child('containers')?.items;
  const container = containersOf(pod).find((one) => one.name === name);
  if (schema === undefined || container === undefined) return;
  Object.assign(
    container,
    strategicMergePatch(container as unknown as JsonObject, { ...options.custom, name }, schema),
  );
}
