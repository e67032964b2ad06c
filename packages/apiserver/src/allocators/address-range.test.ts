import { describe, expect, it } from 'vitest';
import { parseAddressRange } from './address-range.js';

describe('an address range', () => {
  it.each([
    ['127.96.0.0/16', 65536, '127.96.1.0', 256],
    ['10.0.0.7/30', 4, '10.0.0.6', 2],
  ])('%s has %i addresses', (cidr, size, address, offset) => {
    const range = parseAddressRange(cidr);
    expect([range.size, range.offsetOf(address), range.addressAt(offset), range.offsetOf('1.2.3.4')]).toEqual([
      size,
      offset,
      address,
      undefined,
    ]);
  });

  it.each(['10.0.0.0', '10.0.0.0/33', 'x/8', '::1/64'])('is not %s', (cidr) => {
    expect(() => parseAddressRange(cidr)).toThrow(RangeError);
  });
});
