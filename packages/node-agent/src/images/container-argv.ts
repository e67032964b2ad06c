import type { Image } from '../drivers/image-service.js';

/** `command` replaces the image's program and its arguments, `args` only the arguments (the table of the Pod docs). */
export function containerArgv(
  { command = [], args = [] }: { command?: readonly string[]; args?: readonly string[] },
  image: Pick<Image, 'entrypoint' | 'args' | 'renamed'>,
): string[] {
  const words = command.length > 0 ? [...command, ...args] : imageWords(args, image);
  const [first, ...rest] = words;
  return image.renamed !== undefined && first === image.renamed.name ? [image.renamed.path, ...rest] : words;
}

function imageWords(args: readonly string[], image: Pick<Image, 'entrypoint' | 'args'>): string[] {
  return [...image.entrypoint, ...(args.length > 0 ? args : image.args)];
}
