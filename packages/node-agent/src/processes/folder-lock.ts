import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, systemClock } from '@sampan/api';
import { isAbsent } from './absent.js';
import { identify, isAlive, type ProcessIdentity, parseProcessIdentity } from './process-identity.js';

/** What a process holds alone, until it lets go or ends, however it ends. */
export interface FolderLock {
  release(): void;
}

/** Somebody else holds the lock. */
export class FolderLockedError extends Error {
  override name = 'FolderLockedError';
  readonly holder: ProcessIdentity;

  constructor(folder: string, holder: ProcessIdentity) {
    super(`${folder} is held by process ${holder.pid}`);
    this.holder = holder;
  }
}

/**
 * Takes the lock that the folder `folder` stands for, or throws a {@link FolderLockedError}. The folder is made
 * where it is not there.
 *
 *   claim (a file named after this process) ──▶ look for other living claims ──none──▶ held
 *                                                     └────────some────▶ withdraw the claim
 *
 * Of two processes, the one that looks last sees the other's claim, so never do both hold the lock; when both see one
 * another neither does, and whoever wants to wait tries again ({@link waitForLock}). A claim of a dead process counts for
 * nothing: there is nothing to clean up after a kill.
 */
export function lockFolder(folder: string): FolderLock {
  const self = identify(process.pid);
  if (self === undefined) throw new Error(`cannot find out when process ${process.pid} started`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const claim = join(folder, claimName(self));
  claimOnce(claim, folder, self);
  const other = livingClaims(folder).find(({ pid }) => pid !== self.pid);
  const release = () => rmSync(claim, { force: true });
  if (other === undefined) return { release };
  release();
  throw new FolderLockedError(folder, other);
}

/** As {@link lockFolder}, waiting for as long as others hold it. `waiting` is told once, of whom. */
export async function waitForLock(
  folder: string,
  {
    waiting,
    clock = systemClock,
    random = Math.random,
  }: { waiting?: (holder: ProcessIdentity) => void; clock?: Clock; random?: () => number } = {},
): Promise<FolderLock> {
  for (let told = false; ; ) {
    try {
      return lockFolder(folder);
    } catch (error) {
      if (error instanceof FolderLockedError) {
        if (!told) waiting?.(error.holder);
        told = true;
      } else if (!isAbsent(error)) throw error;
      // The folder was removed between two steps: it is made again.
      // Nobody tells when a process that is no child ends. Two that withdrew for one another do not meet again.
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 20 + 80 * random()));
    }
  }
}

/** Who holds the lock, if anybody does. */
export function lockHolder(folder: string): ProcessIdentity | undefined {
  return claimsIn(folder).find(isAlive);
}

/** A process holds a lock once. */
function claimOnce(claim: string, folder: string, self: ProcessIdentity): void {
  try {
    writeFileSync(claim, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new FolderLockedError(folder, self);
    throw error;
  }
}

function livingClaims(folder: string): ProcessIdentity[] {
  return claimsIn(folder).filter((claim) => {
    if (isAlive(claim)) return true;
    rmSync(join(folder, claimName(claim)), { force: true });
    return false;
  });
}

function claimsIn(folder: string): ProcessIdentity[] {
  return namesIn(folder)
    .map((name) => parseProcessIdentity(decodeURIComponent(name)))
    .filter((claim) => claim !== undefined);
}

function claimName({ pid, start }: ProcessIdentity): string {
  return encodeURIComponent(`${pid} ${start}`);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}
