import { ImageError } from '../../../images/image-error.js';
import { type ImageReference, parseImageReference, shortName } from '../../../images/image-reference.js';
import { imageFile } from '../../../package-files.js';
import type { Image, ImageRequest } from '../../image-service.js';
import type { HostImage } from './host-image.js';
import { missingAlias, wellKnownImage, wellKnownImages, wellKnownName, wellKnownProgram } from './well-known-images.js';

/**
 * Finds the program of a container: a host image that is configured or bundled, the container's own `command` run on the
 * host's file system, or the host's own program of a well-known image. Throws an {@link ImageError} in the kubelet's
 * words when there is none.
 */
export async function resolveImage(
  { reference: image, command: [named], pullPolicy }: ImageRequest,
  hostImages: ReadonlyMap<string, HostImage>,
): Promise<Image> {
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
  const isOfHost = named !== undefined && (wellKnown === undefined || named !== wellKnownImages.get(wellKnown)?.alias);
  const standIn = isOfHost || wellKnown === undefined ? undefined : await hostStandIn(image, wellKnown);
  if (named !== undefined && standIn?.renamed === undefined) {
    return { id: `host://${named}`, entrypoint: [], args: [], env: {} };
  }
  if (standIn !== undefined) return standIn;
  if (pullPolicy === 'Never') {
    throw new ImageError('ErrImageNeverPull', `Container image "${image}" is not present with pull policy of Never`);
  }
  throw new ImageError('ErrImagePull', whatToDo(image, wellKnown));
}

/** The host's own program of a well-known image; undefined where it has none. */
async function hostStandIn(image: string, wellKnown: string): Promise<Image | undefined> {
  const program = await wellKnownProgram(wellKnown);
  if (program === undefined) return undefined;
  const alias = await missingAlias(wellKnown);
  // Whose version it is must not surprise anybody.
  const message = `this host's own ${program}, whatever its version, runs in place of the well-known image "${image}"`;
  return {
    ...resolved(wellKnownImage(wellKnown, program), `host://${program}`),
    ...(alias !== undefined && { renamed: { name: alias, path: program } }),
    notice: { type: 'Normal', reason: 'HostProgram', message },
  };
}

function resolved({ command, args = [], env = {}, stopSignal }: HostImage, id: string): Image {
  return { id, entrypoint: command, args, env, ...(stopSignal !== undefined && { stopSignal }) };
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
