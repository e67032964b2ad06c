import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A file of `runtime/`: found through the package's name, so that it is found from a bundle as well. */
export function runtimeFile(name: string): string {
  return require.resolve(`@sampan/node-agent/runtime/${name}`);
}

/** A file of `images/`, the programs of the bundled host images. */
export function imageFile(name: string): string {
  return require.resolve(`@sampan/node-agent/images/${name}`);
}
