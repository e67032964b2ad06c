import type { EndpointHints } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { withinTopology } from './endpoint-topology.js';

const zone = (...names: string[]): EndpointHints => ({ forZones: names.map((name) => ({ name })) });
const node = (name: string, ...zones: string[]): EndpointHints => ({ forNodes: [{ name }], ...zone(...zones) });
const here = { nodeName: 'node-1', zone: 'a' };

describe('which endpoints a place may use', () => {
  it.each<[string, (EndpointHints | undefined)[], typeof here | { nodeName: string }, number[]]>([
    ['all without hints', [undefined, undefined], here, [0, 1]],
    ['those of its zone', [zone('a'), zone('b'), zone('b', 'a')], here, [0, 2]],
    ['all where one has no hint', [zone('a'), undefined], here, [0, 1]],
    ['all where none is for its zone', [zone('b'), zone('c')], here, [0, 1]],
    ['all where it has no zone', [zone('a'), zone('b')], { nodeName: 'node-1' }, [0, 1]],
    ['those of its node', [node('node-1', 'a'), node('node-2', 'a')], here, [0]],
    ['those of its zone where none is for its node', [node('node-3', 'b'), node('node-2', 'a')], here, [1]],
    ['those of its zone where one names no node', [node('node-1', 'a'), zone('a'), zone('b')], here, [0, 1]],
    ['those of its node, though one names no zone', [node('node-1'), node('node-2', 'a')], here, [0]],
    ['none where there is none', [], here, []],
  ])('%s', (_name, hints, place, chosen) => {
    const endpoints = hints.map((each, index) => ({ index, hints: each }));
    expect(withinTopology(endpoints, (endpoint) => endpoint.hints, place).map(({ index }) => index)).toEqual(chosen);
  });
});
