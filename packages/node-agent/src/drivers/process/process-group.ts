/** Sends a signal to every process of a group; false when there is none left. */
export function signalGroup(leader: number, signal: NodeJS.Signals | number): boolean {
  // A group 0 or 1 is ourselves or everybody.
  if (!Number.isInteger(leader) || leader <= 1) return false;
  try {
    process.kill(-leader, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * The same for a group whose leader is known to live. One that was started this very moment may not lead its group yet;
 * then it is alone, and gets the signal itself.
 */
export function signalLiveGroup(leader: number, signal: NodeJS.Signals | number): void {
  if (signalGroup(leader, signal) || leader <= 1) return;
  try {
    process.kill(leader, signal);
  } catch {
    // It has ended in between.
  }
}
