import { systemClock } from '@sampan/api';
import { isAlive } from '../../processes/process-identity.js';
import { podFolder, podsFolder, sandboxFile } from './container-folder.js';
import { readSandbox } from './container-record.js';
import { foundControlGroups } from './control-groups.js';
import { type FoundContainer, foundContainers, namesIn } from './found-containers.js';
import { lifeLine } from './life-line.js';
import { signalGroup, signalLiveGroup } from './process-group.js';
import { type SweptPod, sweepProcesses } from './sweep-processes.js';

/** How long programs may take to end by themselves when everything is stopped. */
const graceMilliseconds = 2000;

/**
 * Ends every container of a node's folder, whether or not an agent runs: asked to first, killed when they do not.
 * Resolves when none is left. The folder stays, so that the next agent knows how they ended.
 */
export async function stopAllContainers(rootDir: string, options: { graceMilliseconds?: number } = {}): Promise<void> {
  const uids = await namesIn(podsFolder(rootDir));
  const contents = await Promise.all(uids.map((uid) => foundContainers(podFolder(rootDir, uid))));
  const found = contents.flatMap((pod) => pod.found);
  await Promise.all(found.map((container) => stop(container, options.graceMilliseconds ?? graceMilliseconds)));
  const groups = await foundControlGroups(rootDir);
  await Promise.all(uids.map((uid) => groups?.endPod(uid)));
  await groups?.remove();
  await Promise.all(uids.map(async (podUid) => sweepProcesses(await sweptPod(podFolder(rootDir, podUid), podUid))));
}

/** A record that cannot be read costs the sweep the pod's address, nothing more. */
async function sweptPod(folder: string, podUid: string): Promise<SweptPod> {
  const sandbox = await readSandbox(sandboxFile(folder)).catch(() => undefined);
  return { podUid, folder, ...(sandbox !== undefined && !sandbox.hostNetwork && { ip: sandbox.ip }) };
}

async function stop({ folder, identity }: FoundContainer, grace: number): Promise<void> {
  const alive = isAlive(identity);
  if (alive) signalLiveGroup(identity.pid, 'SIGTERM');
  const timer = systemClock.setTimeout(() => {
    if (isAlive(identity)) signalLiveGroup(identity.pid, 'SIGKILL');
  }, grace);
  await lifeLine(folder.alive);
  timer.cancel();
  if (alive) signalGroup(identity.pid, 'SIGKILL');
}
