import { accessSync, constants, realpathSync } from 'node:fs';
import path from 'node:path';

/** The root of the checkout. */
export const root = path.resolve(import.meta.dirname, '..', '..', '..');

export const sampanBinary = path.join(root, 'packages', 'cluster', 'bin', 'sampan.js');
export const kubectlBinary = path.join(root, 'packages', 'kubectl', 'bin', 'kubectl.js');

export function example(name: string): string {
  return path.join(root, 'examples', name);
}

/** The real kubectl, when one is on PATH. */
export const realKubectl: string | undefined = (process.env.PATH ?? '')
  .split(path.delimiter)
  .filter((dir) => dir !== '' && !dir.startsWith(root))
  .map((dir) => path.join(dir, 'kubectl'))
  .find(isExecutable);

/**
 * The kubectl whose behaviour is ours: 1.33. `REFERENCE_KUBECTL` names it; or it lies, with its version in its name,
 * beside the file that `kubectl` on PATH links to.
 */
export const referenceKubectl: string | undefined = [
  process.env.REFERENCE_KUBECTL ?? '',
  realKubectl === undefined ? '' : path.join(path.dirname(realpathSync(realKubectl)), 'kubectl.1.33'),
].find((file) => file !== '' && isExecutable(file));

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
