import { TestClock } from '@sampan/api';
import { expect, it } from 'vitest';
import { Retention } from './retention.js';

function start(rows: number) {
  const clock = new TestClock(0);
  const compactions: { time: number; revision: number }[] = [];
  let compacted = 0;
  const retention = new Retention({
    clock,
    milliseconds: 100,
    rows,
    compactedRevision: () => compacted,
    isCompacting: () => false,
    compact: (revision) => {
      compactions.push({ time: clock.now(), revision });
      compacted = Math.max(compacted, revision);
    },
  });
  return { clock, retention, compactions };
}

it('compacts each write when it is older than the window, at most twice as old', () => {
  const { clock, retention, compactions } = start(1_000_000);
  const written: { time: number; revision: number }[] = [];
  for (let revision = 1; revision <= 50; revision++) {
    retention.wrote(revision);
    written.push({ time: clock.now(), revision });
    clock.advance(7);
  }
  clock.advance(1_000);
  for (const { time, revision } of written) {
    const forgotten =
      compactions.find((compaction) => compaction.revision >= revision)?.time ?? Number.POSITIVE_INFINITY;
    expect(forgotten - time).toBeGreaterThanOrEqual(100);
    expect(forgotten - time).toBeLessThanOrEqual(200);
  }
});

it('rests when there is nothing to compact, and when it is stopped', () => {
  const { clock, retention, compactions } = start(1_000_000);
  clock.advance(10_000);
  retention.wrote(1);
  clock.advance(10_000);
  expect(compactions).toEqual([{ time: 10_100, revision: 1 }]);
  retention.wrote(2);
  retention.stop();
  clock.advance(10_000);
  expect(compactions).toHaveLength(1);
});

it('bounds the number of writes kept', () => {
  const { retention, compactions } = start(100);
  for (let revision = 1; revision <= 250; revision++) retention.wrote(revision);
  expect(compactions.map(({ revision }) => revision)).toEqual([26, 52, 78, 104, 130, 156]);
});
