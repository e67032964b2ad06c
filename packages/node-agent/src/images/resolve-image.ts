import type { Container } from '@sampan/api';
import { imageFile } from '../package-files.js';
import { ImageError } from './image-error.js';
import { type ImageReference, parseImageReference, shortName } from './image-reference.js';

/** A program of this host that stands for an image. */
export interface HostImage {
  command: readonly string[];
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

/** What an image contributes to a container. */
export interface ResolvedImage {
  imageID: string;
  /** What the container's own `command` and `args` replace, as an image's ENTRYPOINT and CMD. */
  entrypoint: readonly string[];
  args: readonly string[];
  env: Readonly<Record<string, string>>;
}

/**
 * Finds the program of a container: a host image that is configured or bundled, or the container's own `command` run on
 * the host's file system. Throws an {@link ImageError} in the kubelet's words when there is none.
 */
export function resolveImage(
  { image = '', command, imagePullPolicy }: Pick<Container, 'image' | 'command' | 'imagePullPolicy'>,
  hostImages: ReadonlyMap<string, HostImage>,
): ResolvedImage {
  const reference = parseImageReference(image);
  if (reference === undefined) {
    throw new ImageError(
      'InvalidImageName',
      `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`,
    );
  }
  const hostImage = configuredImage(image, reference, hostImages) ?? bundledImage(reference);
  if (hostImage !== undefined) {
    const { command: entrypoint, args = [], env = {} } = hostImage;
    return { imageID: `host://${reference.repository}:${reference.tag}`, entrypoint, args, env };
  }
  if ((command ?? []).length > 0) return { imageID: `host://${command?.[0]}`, entrypoint: [], args: [], env: {} };
  if (imagePullPolicy === 'Never') {
    throw new ImageError('ErrImageNeverPull', `Container image "${image}" is not present with pull policy of Never`);
  }
  throw new ImageError('ErrImagePull', whatToDo(image));
}

/** `command` replaces the image's program and its arguments, `args` only the arguments (the table of the Pod docs). */
export function containerArgv(
  { command = [], args = [] }: { command?: readonly string[]; args?: readonly string[] },
  image: ResolvedImage,
): string[] {
  if (command.length > 0) return [...command, ...args];
  return [...image.entrypoint, ...(args.length > 0 ? args : image.args)];
}

/** An entry may name the reference exactly, the repository with any tag, or its last part. */
function configuredImage(image: string, reference: ImageReference, hostImages: ReadonlyMap<string, HostImage>) {
  return hostImages.get(image) ?? hostImages.get(reference.repository) ?? hostImages.get(shortName(reference));
}

function bundledImage(reference: ImageReference): HostImage | undefined {
  if (shortName(reference) !== 'hello') return undefined;
  return {
    command: [process.execPath, '--max-semi-space-size=1', '--max-old-space-size=64', imageFile('hello/server.js')],
    env: { HELLO_VERSION: reference.tag },
  };
}

function whatToDo(image: string): string {
  return (
    `no program for image "${image}" on this host: the process driver runs programs, not images. ` +
    'Give the container a command, use the bundled image "hello", or name a program for the image in images.json'
  );
}
