import { describe, expect, it } from 'vitest';
import { findCondition, isConditionTrue, removeCondition, type StatusCondition, setCondition } from './conditions.js';

const ready: StatusCondition = { type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' };
const now = Date.UTC(2026, 0, 2);

describe('conditions', () => {
  it('keep their transition time while the status stays', () => {
    expect(setCondition([ready], { type: 'Ready', status: 'True', reason: 'Still' }, now)).toEqual([
      { ...ready, reason: 'Still' },
    ]);
  });

  it('get a new one when it changes', () => {
    expect(setCondition([ready], { type: 'Ready', status: 'False' }, now)).toEqual([
      { type: 'Ready', status: 'False', lastTransitionTime: '2026-01-02T00:00:00Z' },
    ]);
  });

  it('are appended, found and removed by their type', () => {
    const list = setCondition([ready], { type: 'Available', status: 'Unknown' }, now);
    expect(list.map(({ type }) => type)).toEqual(['Ready', 'Available']);
    expect(findCondition(list, 'Available')?.status).toBe('Unknown');
    expect(isConditionTrue(list, 'Available')).toBe(false);
    expect(isConditionTrue(undefined, 'Ready')).toBe(false);
    expect(removeCondition(list, 'Ready').map(({ type }) => type)).toEqual(['Available']);
  });
});
