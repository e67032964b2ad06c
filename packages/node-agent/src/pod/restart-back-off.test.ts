import { expect, it } from 'vitest';
import { decideRestart } from './restart-back-off.js';

it('restarts at once, then after 10 s, 20 s … 5 min', () => {
  let now = 0;
  const waits: number[] = [];
  let decision = decideRestart(undefined, now, now);
  for (let round = 0; round < 7; round++) {
    const backOff = decision.start ? decision.backOff : undefined;
    const early = decideRestart(backOff, now, now);
    if (early.start) throw new Error('no wait');
    waits.push(early.delay / 1000);
    now = early.at;
    decision = decideRestart(backOff, now - early.delay, now);
  }
  expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300]);
});

it('forgets after ten minutes of running', () => {
  expect(decideRestart({ delay: 160_000, updatedAt: 0 }, 600_001, 600_001)).toEqual({
    start: true,
    backOff: { delay: 10_000, updatedAt: 600_001 },
  });
});
