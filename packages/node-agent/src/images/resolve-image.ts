import type { Container } from '@sampan/api';
import { imageFile } from '../package-files.js';
import type { HostImage } from './host-image.js';
import { ImageError } from './image-error.js';
import { type ImageReference, parseImageReference, shortName } from './image-reference.js';
import { missingAlias, wellKnownImage, wellKnownImages, wellKnownName, wellKnownProgram } from './well-known-images.js';

/** What an image contributes to a container. */
export interface ResolvedImage {
  imageID: string;
  /** What the container's own `command` and `args` replace, as an image's ENTRYPOINT and CMD. */
  entrypoint: readonly string[];
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** The image is a well-known one, and this program of the host runs in its place. */
  hostProgram?: string;
  /** What the image calls that program, where the host has nothing of this name: commands may say it. */
  alias?: string;
}

/**
 * Finds the program of a container: a host image that is configured or bundled, the container's own `command` run on the
 * host's file system, or the host's own program of a well-known image. Throws an {@link ImageError} in the kubelet's
 * words when there is none.
 */
export async function resolveImage(
  { image = '', command, imagePullPolicy }: Pick<Container, 'image' | 'command' | 'imagePullPolicy'>,
  hostImages: ReadonlyMap<string, HostImage>,
): Promise<ResolvedImage> {
  const reference = parseImageReference(image);
  if (reference === undefined) {
    throw new ImageError(
      'InvalidImageName',
      `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`,
    );
  }
  const hostImage = configuredImage(image, reference, hostImages) ?? bundledImage(reference);
  if (hostImage !== undefined) return resolved(hostImage, `host://${reference.repository}:${reference.tag}`);
  const wellKnown = wellKnownName(reference);
  const [named] = command ?? [];
  const isOfHost = named !== undefined && (wellKnown === undefined || named !== wellKnownImages.get(wellKnown)?.alias);
  const standIn = isOfHost || wellKnown === undefined ? undefined : await hostStandIn(wellKnown);
  if (named !== undefined && standIn?.alias === undefined) {
    return { imageID: `host://${named}`, entrypoint: [], args: [], env: {} };
  }
  if (standIn !== undefined) return standIn;
  if (imagePullPolicy === 'Never') {
    throw new ImageError('ErrImageNeverPull', `Container image "${image}" is not present with pull policy of Never`);
  }
  throw new ImageError('ErrImagePull', whatToDo(image, wellKnown));
}

/** The host's own program of a well-known image; undefined where it has none. */
async function hostStandIn(wellKnown: string): Promise<ResolvedImage | undefined> {
  const program = await wellKnownProgram(wellKnown);
  if (program === undefined) return undefined;
  const alias = await missingAlias(wellKnown);
  const image = resolved(wellKnownImage(wellKnown, program), `host://${program}`);
  return { ...image, hostProgram: program, ...(alias !== undefined && { alias }) };
}

function resolved({ command, args = [], env = {} }: HostImage, imageID: string): ResolvedImage {
  return { imageID, entrypoint: command, args, env };
}

/** `command` replaces the image's program and its arguments, `args` only the arguments (the table of the Pod docs). */
export function containerArgv(
  { command = [], args = [] }: { command?: readonly string[]; args?: readonly string[] },
  image: ResolvedImage,
): string[] {
  const words = command.length > 0 ? [...command, ...args] : imageWords(args, image);
  const [first, ...rest] = words;
  return first !== undefined && first === image.alias ? [image.hostProgram ?? first, ...rest] : words;
}

function imageWords(args: readonly string[], image: ResolvedImage): string[] {
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

function whatToDo(image: string, wellKnown: string | undefined): string {
  const why =
    wellKnown === undefined
      ? 'the process driver runs programs, not images'
      : `it has no ${wellKnownImages.get(wellKnown)?.programs.join(' and no ')}`;
  return (
    `no program for image "${image}" on this host: ${why}. Name one with ` +
    `\`sampan image add ${image} -- PROGRAM ARGUMENTS\`, give the container a command, or use the bundled image "hello"`
  );
}
