import { delimiter } from 'node:path';
import type { ImageReference } from '../../../images/image-reference.js';
import { imageFile } from '../../../package-files.js';
import { findProgram } from '../find-program.js';
import type { HostImage } from './host-image.js';

/** An image that everybody knows, and the program of the host that stands for it. */
export interface WellKnownImage {
  /** The first of these that the host has. */
  programs: readonly string[];
  /** What the image calls its program, where hosts may know it by the first of `programs` alone. */
  alias?: string;
  /** What the image has as ENTRYPOINT: a script of `images/well-known/`, which is given the program; none by default. */
  entrypoint?: string;
  /** What the image has as CMD; the program by default. */
  args?: readonly string[];
  /** What the image has as STOPSIGNAL. */
  stopSignal?: string;
}

const shell: WellKnownImage = { programs: ['sh'] };
const bash: WellKnownImage = { programs: ['bash', 'sh'] };

export const wellKnownImages: ReadonlyMap<string, WellKnownImage> = new Map([
  ['alpine', shell],
  ['bash', { programs: ['bash'], entrypoint: 'interpreter.sh', args: ['bash'] }],
  ['busybox', shell],
  ['curlimages/curl', { programs: ['curl'], entrypoint: 'interpreter.sh', args: ['curl'] }],
  ['debian', bash],
  ['fedora', bash],
  [
    'nginx',
    { programs: ['nginx'], entrypoint: 'nginx.sh', args: ['nginx', '-g', 'daemon off;'], stopSignal: 'SIGQUIT' },
  ],
  ['node', { programs: [process.execPath], entrypoint: 'interpreter.sh', args: ['node'] }],
  ['pause', { programs: ['sleep'], args: ['2147483647'] }],
  ['perl', { programs: ['perl'], args: ['-de0'] }],
  ['python', { programs: ['python3'], alias: 'python' }],
  ['redis', { programs: ['redis-server'], entrypoint: 'redis.sh', args: [] }],
  ['ruby', { programs: ['irb'] }],
  ['ubuntu', bash],
  ['valkey/valkey', { programs: ['valkey-server'], entrypoint: 'redis.sh', args: [] }],
]);

/**
 * The image by the name that everybody knows it by: official images of Docker Hub, and what Kubernetes publishes. An
 * image of that name in another registry is somebody's own.
 */
export function wellKnownName({ repository }: ImageReference): string | undefined {
  const official = /^(?:(?:index\.)?docker\.io\/|mirror\.gcr\.io\/|public\.ecr\.aws\/docker\/)?(?:library\/)?(.+)$/;
  const kubernetes = /^(?:registry\.k8s\.io|k8s\.gcr\.io)\/(?:e2e-test-images\/)?(pause|busybox)$/;
  const name = kubernetes.exec(repository)?.[1] ?? official.exec(repository)?.[1] ?? '';
  return wellKnownImages.has(name) ? name : undefined;
}

/** The program of this host for a well-known image, as an absolute path; undefined where the host has none. */
export async function wellKnownProgram(name: string): Promise<string | undefined> {
  for (const program of wellKnownImages.get(name)?.programs ?? []) {
    const found = await hostProgram(program);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a well-known image calls its program and this host does not. */
export async function missingAlias(name: string): Promise<string | undefined> {
  const { alias } = wellKnownImages.get(name) ?? {};
  return alias !== undefined && (await hostProgram(alias)) === undefined ? alias : undefined;
}

function hostProgram(program: string): Promise<string | undefined> {
  return findProgram(program, { path: searchPath(), workingDir: '/' }).catch(() => undefined);
}

/** What runs for a well-known image, with the program that {@link wellKnownProgram} found. */
export function wellKnownImage(name: string, program: string): HostImage {
  const { entrypoint, args, stopSignal } = wellKnownImages.get(name) as WellKnownImage;
  if (entrypoint !== undefined) {
    const command = ['/bin/sh', imageFile(`well-known/${entrypoint}`), program];
    return { command, args: args ?? [], ...(stopSignal !== undefined && { stopSignal }) };
  }
  // An image without an entrypoint: the arguments of a container are a command of their own.
  return args === undefined ? { command: [], args: [program] } : { command: [], args: [program, ...args] };
}

/** Servers are often where only root looks. */
function searchPath(): string {
  return [process.env.PATH ?? '', '/usr/local/sbin', '/usr/sbin', '/sbin'].join(delimiter);
}
