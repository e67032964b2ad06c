import type { RestartBackOff } from './pod-state.js';

const initialDelay = 10_000;
const maxDelay = 300_000;
/** A container that ran so long since the last restart starts over. */
const forgetAfter = 2 * maxDelay;

export type RestartDecision = { start: true; backOff: RestartBackOff } | { start: false; at: number; delay: number };

/**
 * Whether a container that ended at `finishedAt` may start again: at once the first time, then 10 s after its end, 20 s,
 * 40 s … up to 5 min, and from the beginning after 10 min without a restart (the kubelet's rule).
 */
export function decideRestart(backOff: RestartBackOff | undefined, finishedAt: number, now: number): RestartDecision {
  if (backOff === undefined || finishedAt - backOff.updatedAt > forgetAfter) {
    return { start: true, backOff: { delay: initialDelay, updatedAt: now } };
  }
  const at = finishedAt + backOff.delay;
  if (now < at) return { start: false, at, delay: backOff.delay };
  return { start: true, backOff: { delay: Math.min(backOff.delay * 2, maxDelay), updatedAt: now } };
}

/** The waits between attempts to get an image: the same series. */
export function nextImageDelay(delay: number | undefined): number {
  return delay === undefined ? initialDelay : Math.min(delay * 2, maxDelay);
}

/** A failed pull shows as ErrImagePull first and as ImagePullBackOff soon after. */
export const showPullErrorFor = 1000;
