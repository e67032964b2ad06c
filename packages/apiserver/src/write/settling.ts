import type { Settle } from '../admission/admission-plugin.js';

/** Writes, and tells admission whether something was written: nothing was where the write failed, or was a dry run. */
export async function settling<R>(settle: Settle | undefined, dryRun: boolean, write: () => Promise<R>): Promise<R> {
  let written = false;
  try {
    const outcome = await write();
    written = !dryRun;
    return outcome;
  } finally {
    await settle?.(written);
  }
}
