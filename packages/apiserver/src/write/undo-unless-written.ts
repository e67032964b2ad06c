import type { Undo } from '../admission/admission-plugin.js';

/** Writes, and takes back what was counted on where nothing was written: the write failed, or was a dry run. */
export async function undoUnlessWritten<R>(
  undo: Undo | undefined,
  dryRun: boolean,
  write: () => Promise<R>,
): Promise<R> {
  let written = false;
  try {
    const outcome = await write();
    written = !dryRun;
    return outcome;
  } finally {
    if (!written) undo?.();
  }
}
