import { describe, expect, it } from 'vitest';
import { chooseServiceCidr, claimRanges } from './address-ranges.js';

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
});
