import { podMark } from './container-environment.js';
import { processesMarked } from './process-table.js';

let planned: { uids: Set<string>; done: Promise<void> } | undefined;

/**
 * Kills what is left of a pod's processes wherever they went: a daemon that left its process group still carries the
 * pod's mark in its environment. Sweeps that are asked for together look through the processes once.
 */
export function sweepProcesses(podUid: string): Promise<void> {
  if (planned === undefined) {
    const uids = new Set<string>();
    planned = { uids, done: new Promise((resolve) => setImmediate(resolve)).then(() => sweep(uids)) };
  }
  planned.uids.add(podUid);
  return planned.done;
}

async function sweep(uids: ReadonlySet<string>): Promise<void> {
  planned = undefined;
  const marks = new Set([...uids].map(podMark));
  for (const pid of await processesMarked(marks)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}
