import { type ConfigMap, TestClock } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { createEventCorrelator } from './event-correlator.js';

const configMap = (name: string): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop', uid: name },
});
const failed = (message: string, name = 'web') => ({
  about: configMap(name),
  type: 'Warning' as const,
  reason: 'Failed',
  message,
});

describe('the event correlator', () => {
  it('counts up what happened before', () => {
    const clock = new TestClock();
    const { correlate } = createEventCorrelator(clock);
    const first = correlate(failed('x'))?.record;
    clock.advance(1_000);
    const second = correlate(failed('x'))?.record;
    expect(second).toBe(first);
    expect(second).toMatchObject({ count: 2, namespace: 'shop', last: clock.now(), first: clock.now() - 1_000 });
    expect(correlate(failed('x', 'other'))?.record.count).toBe(1);
  });

  it('combines events that differ only in their message from the tenth on', () => {
    const { correlate } = createEventCorrelator(new TestClock());
    const messages = Array.from({ length: 12 }, (_, index) => correlate(failed(`m${index}`))?.message);
    expect(messages.slice(8)).toEqual([
      'm8',
      '(combined from similar events): m9',
      '(combined from similar events): m10',
      '(combined from similar events): m11',
    ]);
  });

  it('lets 25 through about one object, and one more every five minutes', () => {
    const clock = new TestClock();
    const { correlate } = createEventCorrelator(clock);
    const through = () =>
      Array.from({ length: 30 }, () => correlate(failed('x'))).filter((result) => result !== undefined).length;
    expect(through()).toBe(25);
    clock.advance(300_000);
    expect(through()).toBe(1);
    expect(correlate(failed('x', 'other'))).toBeDefined();
  });
});
