import { readFile, stat } from 'node:fs/promises';
import type { Clock } from '@sampan/api';
import { LogPump } from '../../logs/log-pump.js';
import { isAlive, type ProcessIdentity } from '../../processes/process-identity.js';
import type { Container, ContainerExit } from '../container.js';
import type { ContainerFolder } from './container-folder.js';
import { closeInput, openInput } from './container-input.js';
import type { ContainerRecord } from './container-record.js';
import { lifeLine } from './life-line.js';
import { signalGroup, signalLiveGroup } from './process-group.js';

export interface ProcessContainerOptions {
  folder: ContainerFolder;
  record: ContainerRecord;
  identity: ProcessIdentity;
  clock: Clock;
  /** Ends what the container's processes left behind outside of its process group. */
  endRest(): Promise<unknown>;
  /** Called when the shim has ended. */
  ended(): void;
}

export interface ProcessContainer extends Container {
  readonly record: ContainerRecord;
  /** Lets go of the container's files and leaves it running. */
  release(): void;
}

/** Watches over a container that runs, or tells how it ended: the same for one just started and one found again. */
export function processContainer(options: ProcessContainerOptions): ProcessContainer {
  const { folder, record, identity, clock } = options;
  const pump = new LogPump({ folder: folder.path, logFile: folder.log, clock });
  let running = true;
  const exited = lifeLine(folder.alive).then(async () => {
    running = false;
    if (record.stdinOnce) closeInput(folder);
    // What the program left behind in its group ends with it, as everything does when a container's first process ends.
    if (isAlive(identity) || groupIsOurs(identity)) signalGroup(identity.pid, 'SIGKILL');
    await options.endRest().catch(() => undefined);
    const exit = await readExit(folder, clock);
    // The end is told whatever happens to the log: its disk may be full, its folder may be gone.
    try {
      pump.finish();
    } catch {
      pump.close();
    }
    options.ended();
    return exit;
  });
  return {
    ...identityOf(record),
    record,
    pid: identity.pid,
    logFile: folder.log,
    previousLogFile: folder.previousLog,
    terminationMessageFile: folder.terminationMessage,
    exited,
    follow: (stream, options) => pump.follow(stream, { ...options, ended: exited }),
    signal: (signal) => {
      if (running) signalLiveGroup(identity.pid, signal);
    },
    release: () => pump.close(),
    ...(record.stdin ? { openStdin: () => openInput(folder) } : {}),
    ...(record.stdinOnce ? { closeStdin: () => closeInput(folder) } : {}),
  };
}

function identityOf(record: ContainerRecord) {
  const { id, podUid, name, attempt, image, imageID, stopSignal, startedAt } = record;
  return { id, podUid, name, attempt, image, imageID, stopSignal, startedAt };
}

/** A group keeps its leader's id from being given out again, so a group without its leader is still the container's. */
function groupIsOurs({ pid }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

/** Without an exit file the shim was killed, and the program with it. */
async function readExit(folder: ContainerFolder, clock: Clock): Promise<ContainerExit> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(folder.exit, 'utf8'), stat(folder.exit)]);
    if (/^\d+\n$/.test(text)) return exitOf(Number(text), Math.round(mtimeMs));
  } catch {
    // Told below.
  }
  return exitOf(137, clock.now());
}

/** Shells tell a signal as 128 plus its number; only those that a container is ended with are taken for one. */
function exitOf(exitCode: number, finishedAt: number): ContainerExit {
  return exitCode === 137 || exitCode === 143
    ? { exitCode, signal: exitCode - 128, finishedAt }
    : { exitCode, finishedAt };
}
