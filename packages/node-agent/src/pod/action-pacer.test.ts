import { describe, expect, it } from 'vitest';
import { ActionPacer } from './action-pacer.js';
import type { PodAction } from './next.js';

const stop: PodAction = { type: 'stop', container: 'a', graceSeconds: 30 };
const start = (attempt: number): PodAction => ({ type: 'start', container: 'a', attempt });

describe('the pace of actions', () => {
  it('lets what was not done before through', () => {
    const pacer = new ActionPacer();
    expect(pacer.due([stop], 0)).toEqual([stop]);
    expect(pacer.wakeAt(0)).toBeUndefined();
  });

  it('makes an action wait that was done and changed nothing, longer every time', () => {
    const pacer = new ActionPacer();
    const waits: number[] = [];
    for (let now = 0, round = 0; round < 12; round++) {
      expect(pacer.due([stop], now)).toEqual([stop]);
      pacer.done(stop);
      expect(pacer.due([stop], now)).toEqual([]);
      const at = pacer.wakeAt(now) ?? 0;
      waits.push(at - now);
      now = at;
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 122_000, 122_000, 122_000, 122_000]);
  });

  it('lets another attempt follow at once', () => {
    const pacer = new ActionPacer();
    pacer.done(start(0));
    expect(pacer.due([start(1)], 0)).toEqual([start(1)]);
  });

  it('lets an action be asked for again later', () => {
    const pacer = new ActionPacer();
    pacer.done(start(0));
    expect(pacer.due([], 0)).toEqual([]);
    expect(pacer.due([start(0)], 0)).toEqual([start(0)]);
  });

  it('makes an action that failed wait, and forgets it when nobody asks for it any more', () => {
    const pacer = new ActionPacer();
    pacer.failed({ type: 'setUp' }, 0);
    expect(pacer.due([{ type: 'setUp' }], 499)).toEqual([]);
    expect(pacer.wakeAt(499)).toBe(500);
    expect(pacer.due([stop], 499)).toEqual([stop]);
    expect(pacer.wakeAt(499)).toBeUndefined();
  });

  it('never wakes for what is over', () => {
    const pacer = new ActionPacer();
    pacer.failed({ type: 'setUp' }, 0);
    expect(pacer.due([{ type: 'setUp' }], 600)).toEqual([{ type: 'setUp' }]);
    expect(pacer.wakeAt(600)).toBeUndefined();
  });

  it('hurries when the cause may be gone', () => {
    const pacer = new ActionPacer();
    pacer.failed({ type: 'setUp' }, 0);
    pacer.hurry('setUp');
    expect(pacer.due([{ type: 'setUp' }], 1)).toEqual([{ type: 'setUp' }]);
  });
});
