import { driverKinds } from './driver-kinds.js';

/**
 * Ends every container of a node's folder, whichever driver has started it and whether or not an agent runs. The folder
 * stays, so that the next agent knows how they ended.
 */
export async function stopAllContainers(rootDir: string, options: { graceMilliseconds?: number } = {}): Promise<void> {
  await Promise.all(driverKinds.map((kind) => kind.stopAll(rootDir, options)));
}
