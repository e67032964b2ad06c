import type { Node } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { createEvictionPace, evictionInterval, stateOfZone, zoneOf } from './zones.js';

const node = (ready: string | undefined, labels: Record<string, string> = {}): Node => ({
  ...{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', labels }, spec: {} },
  status: { conditions: ready === undefined ? [] : [{ type: 'Ready', status: ready }] },
});
const zone = (ready: number, lost: number, unknown = 0): Node[] => [
  ...Array.from({ length: ready }, () => node('True')),
  ...Array.from({ length: lost }, (_, index) => node(index % 2 === 0 ? 'False' : 'Unknown')),
  ...Array.from({ length: unknown }, () => node(undefined)),
];

describe('the state of a zone', () => {
  it.each([
    ['all are well', zone(3, 0), 'Normal'],
    ['a few are not', zone(3, 3), 'Normal'],
    ['most are not, but they are few', zone(1, 2), 'Normal'],
    ['most are not', zone(2, 3), 'PartialDisruption'],
    ['none is', zone(0, 1), 'FullDisruption'],
    ['those that are new do not count', zone(0, 3, 5), 'FullDisruption'],
    ['there is nobody', [], 'Normal'],
  ])('when %s', (_, nodes, state) => {
    expect(stateOfZone(nodes)).toBe(state);
  });
});

it('is that of a region and a zone', () => {
  const label = (name: string, value: string) => ({ [`topology.kubernetes.io/${name}`]: value });
  expect(zoneOf(node('True'))).toBe('/');
  expect(zoneOf(node('True', { ...label('region', 'r'), ...label('zone', 'z') }))).toBe('r/z');
});

it.each([
  ['Normal', 3, 10_000],
  ['FullDisruption', 3, 10_000],
  ['PartialDisruption', 50, Number.POSITIVE_INFINITY],
  ['PartialDisruption', 51, 100_000],
] as const)('a zone that is in %s with %d nodes is evicted a node in %d ms', (state, size, interval) => {
  expect(evictionInterval(state, size)).toBe(interval);
});

it('lets one node after the other have its turn, zone by zone', () => {
  const pace = createEvictionPace();
  expect(pace.take('a', 10_000, 0)).toBe(0);
  expect(pace.take('a', 10_000, 4_000)).toBe(6_000);
  expect(pace.take('b', 10_000, 4_000)).toBe(0);
  expect(pace.take('a', 10_000, 10_000)).toBe(0);
  expect(pace.take('c', Number.POSITIVE_INFINITY, 0)).toBe(Number.POSITIVE_INFINITY);
});
