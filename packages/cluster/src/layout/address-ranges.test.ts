import { describe, expect, it } from 'vitest';
import { chooseServiceCidr, claimRanges, maxNodes, rangesOf } from './address-ranges.js';

describe('address ranges', () => {
  it('are not given to two clusters that run, nor to one that is down', async () => {
    const first = await chooseServiceCidr([], 'a');
    const claim = await claimRanges(first);
    const second = await chooseServiceCidr([], 'a');
    expect(second).not.toBe(first);
    await expect(claimRanges(first)).rejects.toThrow(`another running cluster has the addresses ${first}`);
    await new Promise((resolve) => claim.close(resolve));
    expect(await chooseServiceCidr([first], 'a')).not.toBe(first);
  });

  it('run out', async () => {
    const all = Array.from({ length: 32 }, (_, slot) => `127.${96 + slot}.0.0/16`);
    await expect(chooseServiceCidr(all, 'a')).rejects.toThrow('32 clusters have taken all addresses');
  });

  it.each([
    [1, 110, '127.65.1.0/24'],
    [254, 254, '127.65.254.0/24'],
    [255, 110, '127.132.255.0/24'],
    [300, 110, '127.133.44.0/24'],
    [1, 255, '127.132.2.0/23'],
    [1, 1000, '127.132.4.0/22'],
    [255, 1000, '127.135.252.0/22'],
  ])('have room for node %i with %i Pods', (node, maxPods, podCidr) => {
    expect(rangesOf('127.97.0.0/16').podCidr(node, maxPods)).toBe(podCidr);
  });

  it('of nodes do not overlap', () => {
    for (const maxPods of [110, 254, 255, 1000, 65_534]) {
      const { podCidr } = rangesOf('127.127.0.0/16');
      const all = Array.from({ length: maxNodes(maxPods) }, (_, index) => podCidr(index + 1, maxPods));
      const spans = all.map(span).sort((a, b) => a.first - b.first);
      for (const [index, { first, end }] of spans.entries()) {
        expect(end - first).toBeGreaterThanOrEqual(maxPods + 2);
        expect(first).toBeGreaterThanOrEqual(spans[index - 1]?.end ?? 0);
        expect(end).toBeLessThanOrEqual(128 * 2 ** 24);
      }
    }
  });
});

function span(cidr: string): { first: number; end: number } {
  const [address = '', bits] = cidr.split('/');
  const first = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return { first, end: first + 2 ** (32 - Number(bits)) };
}
