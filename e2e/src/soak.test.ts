import { describe, expect, it } from 'vitest';
import { runHistory } from './soak/history/run-history.js';
import { runKills } from './soak/kills/run-kills.js';
import { runRollouts } from './soak/rollouts/run-rollouts.js';

/** A little of what the commands in `soak/` do for as long as one likes: `node e2e/dist/soak/history.js --duration 1h`. */
const options = { seed: 1, duration: 60_000, log: () => undefined };

describe('a minute of', () => {
  it('kills of the API server under writers, counters and watchers leaves a history without a flaw', async () => {
    expect((await runHistory(options)).violations).toEqual([]);
  }, 300_000);

  it('kills of everything leaves every program running, once', async () => {
    expect((await runKills(options)).violations).toEqual([]);
  }, 400_000);

  it('rolling updates on a busy machine fails no request', async () => {
    expect((await runRollouts({ ...options, rounds: 4, busy: 3 })).violations).toEqual([]);
  }, 300_000);
});
