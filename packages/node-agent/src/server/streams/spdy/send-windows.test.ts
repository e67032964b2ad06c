import { describe, expect, it } from 'vitest';
import { initialWindow, SendWindows } from './send-windows.js';

function opened(...ids: number[]): SendWindows {
  const windows = new SendWindows();
  for (const id of ids) windows.open(id);
  return windows;
}

describe('windows', () => {
  it('do not hold back what goes to a client that keeps none', () => {
    const windows = opened(1);
    windows.spend(1, 10 * initialWindow);
    expect(windows.room(1)).toBe(Number.POSITIVE_INFINITY);
  });

  it('of a client that keeps them count what was sent before', () => {
    const windows = opened(1, 3);
    windows.spend(1, 1000);
    windows.credit(1, 10);
    expect([windows.room(1), windows.room(3)]).toEqual([initialWindow - 990, initialWindow]);
  });

  it('of the session bound all streams together, once it has one', () => {
    const windows = opened(1, 3);
    windows.setInitial(initialWindow);
    windows.credit(0, 1);
    windows.spend(1, initialWindow);
    expect([windows.room(1), windows.room(3)]).toEqual([0, 1]);
  });

  it('follow the settings, below zero too', () => {
    const windows = opened(1);
    windows.spend(1, 1000);
    windows.setInitial(500);
    expect(windows.room(1)).toBe(0);
    windows.credit(1, 600);
    expect(windows.room(1)).toBe(100);
    windows.open(3);
    expect(windows.room(3)).toBe(500);
  });

  it('may not overflow', () => {
    const windows = opened(1);
    expect(windows.credit(1, 2 ** 31 - 1)).toBe(false);
    expect(windows.credit(0, 2 ** 31 - 1)).toBe(false);
  });
});
