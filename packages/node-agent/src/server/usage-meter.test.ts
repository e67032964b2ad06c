import { expect, it } from 'vitest';
import { createUsageMeter } from './usage-meter.js';

const used = (cpuNanoseconds: bigint) => ({ cpuNanoseconds, memoryBytes: 10, processes: 1 });

it('counts CPU time, and takes back nothing when processes and containers end', () => {
  const meter = createUsageMeter();
  const read = (measured: Record<string, bigint>) => {
    const all = new Map(Object.entries(measured).map(([id, cpu]) => [id, used(cpu)]));
    const { usage, total } = meter.read(all);
    return [[...usage].map(([id, { cpuNanoseconds }]) => `${id} ${cpuNanoseconds}`), total];
  };
  expect(read({ a: 100n, b: 10n })).toEqual([
    ['a 100', 'b 10'],
    { cpuNanoseconds: 110n, memoryBytes: 20, processes: 2 },
  ]);
  // A child of `a` has ended, and nobody waited for it.
  expect(read({ a: 40n, b: 30n })).toEqual([
    ['a 100', 'b 30'],
    { cpuNanoseconds: 130n, memoryBytes: 20, processes: 2 },
  ]);
  expect(read({ a: 50n })).toEqual([['a 110'], { cpuNanoseconds: 140n, memoryBytes: 10, processes: 1 }]);
});
