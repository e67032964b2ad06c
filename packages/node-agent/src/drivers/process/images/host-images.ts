import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Logger } from '@sampan/client';
import { type HostImage, parseHostImages } from './host-image.js';

/** The host images of a node's images file, as it is now. */
export interface HostImages {
  readonly images: ReadonlyMap<string, HostImage>;
  /** Calls back when the file has changed; returns what ends that. */
  subscribe(changed: () => void): () => void;
  stop(): void;
}

/**
 * Reads an images file and follows it. A file that is not there is empty; one that cannot be read when the agent starts
 * is an error, and later leaves the images as they were.
 */
export async function followHostImages(file: string | undefined, logger: Logger): Promise<HostImages> {
  const subscribers = new Set<() => void>();
  let images: ReadonlyMap<string, HostImage> = new Map();
  let watcher: FSWatcher | undefined;
  if (file !== undefined) {
    let reading = Promise.resolve();
    // The folder: a file that is replaced is another one, and one that is not there cannot be watched.
    watcher = watch(dirname(file), { persistent: false }, (_, name) => {
      if (name === null || name === basename(file)) reading = reading.then(read);
    });
    watcher.on('error', (error) => logger.warn('the images file is not followed any more', { error: error.message }));
    images = await load(file);
  }

  async function read(): Promise<void> {
    try {
      images = await load(file as string);
      for (const changed of subscribers) changed();
    } catch (error) {
      logger.error('the images file is left as it was', { error: (error as Error).message });
    }
  }

  return {
    get images() {
      return images;
    },
    subscribe: (changed) => {
      subscribers.add(changed);
      return () => subscribers.delete(changed);
    },
    stop: () => watcher?.close(),
  };
}

async function load(file: string): Promise<Map<string, HostImage>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  return parseHostImages(text);
}
