import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PersistentVolume, Volume } from '@sampan/api';
import { foreignVolume } from './foreign-volume.js';
import { setUpHostPath } from './host-path.js';
import { MountError } from './mount-error.js';
import { setUpPersistentVolume } from './persistent-volume.js';
import { type PayloadSources, volumePayload } from './volume-payload.js';
import { writePayload } from './write-payload.js';

export interface VolumeOptions extends PayloadSources {
  /** The pod's folder. */
  folder: string;
  /** Names what is written: unique, and in the order of time. */
  version: string;
  /** What the volumes that are claims have claimed, by their names. */
  claimed: ReadonlyMap<string, PersistentVolume>;
}

/** Sets up all volumes of a pod, or brings them up to date; answers their folders by name. */
export async function setUpVolumes(options: VolumeOptions): Promise<Map<string, string>> {
  const folders = new Map<string, string>();
  for (const volume of options.pod.spec.volumes ?? []) {
    try {
      folders.set(volume.name, await setUpVolume(volume, options));
    } catch (error) {
      throw new MountError(volume.name, error);
    }
  }
  return folders;
}

async function setUpVolume(volume: Volume, options: VolumeOptions): Promise<string> {
  if (volume.hostPath !== undefined) return setUpHostPath(volume.hostPath);
  const claimed = options.claimed.get(volume.name);
  if (claimed !== undefined) return setUpPersistentVolume(claimed);
  const folder = join(options.folder, 'volumes', volume.name);
  if (volume.emptyDir !== undefined) {
    await mkdir(folder, { recursive: true });
    // Set, whatever the umask is. Who may come this far at all, the folders above it say.
    await chmod(folder, 0o777);
    return folder;
  }
  const payload = volumePayload(volume, options);
  if (payload === undefined) throw foreignVolume(volumeType(volume));
  await writePayload(folder, payload, options.version);
  return folder;
}

function volumeType(volume: Volume): string {
  return Object.keys(volume).find((key) => key !== 'name') ?? 'unknown';
}
