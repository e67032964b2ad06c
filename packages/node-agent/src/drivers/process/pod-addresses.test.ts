import { describe, expect, it } from 'vitest';
import { PodAddresses } from './pod-addresses.js';

describe('the addresses of pods', () => {
  it('are as many as the range has, but for the first and the last', () => {
    const addresses = new PodAddresses('127.132.2.0/23');
    const all = Array.from({ length: 510 }, (_, index) => addresses.allocate(`pod-${index}`));
    expect(new Set(all).size).toBe(510);
    expect([all[0], all[254], all.at(-1)]).toEqual(['127.132.2.1', '127.132.2.255', '127.132.3.254']);
    expect(() => addresses.allocate('one more')).toThrow('no addresses left in the pod range of this node');
    addresses.free('pod-7');
    expect(addresses.allocate('one more')).toBe(all[7]);
  });
});
