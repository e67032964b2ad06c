import { TestClock } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { createStore } from '../store/create-store.js';
import { memoryBackend } from '../store/memory.js';
import { parseAddressRange } from './address-range.js';
import { createServiceAllocator } from './service-allocator.js';

async function allocator(stored: object[] = [], addresses = '127.96.0.0/24') {
  const store = await createStore({ backend: memoryBackend(), clock: new TestClock() });
  for (const [number, service] of stored.entries()) {
    const index = { uid: String(number), labels: {}, fields: {}, ownerUids: [] };
    const bytes = Buffer.from(JSON.stringify(service));
    await store.commit({
      type: 'put',
      key: `/registry/services/specs/default/s${number}`,
      expected: 0,
      encode: () => ({ bytes, index }),
    });
  }
  const made = await createServiceAllocator({
    store,
    addresses,
    nodePorts: [30000, 30009],
    random: { below: () => 0 },
  });
  await store.close();
  return made;
}

describe('the allocator of ServerContext', () => {
  it('leaves the lower addresses to those who ask for them', async () => {
    const { allocateAddress } = await allocator();
    expect([allocateAddress(), allocateAddress(), allocateAddress('127.96.0.1')]).toEqual([
      '127.96.0.16',
      '127.96.0.17',
      '127.96.0.1',
    ]);
  });

  it('knows what stored ServerContext have', async () => {
    const { allocateAddress, allocateNodePort } = await allocator([
      { spec: { clusterIPs: ['127.96.0.9'], ports: [{ port: 80, nodePort: 30001 }] } },
    ]);
    expect(() => allocateAddress('127.96.0.9')).toThrow(
      'failed to allocate IP 127.96.0.9: provided IP is already allocated',
    );
    expect(() => allocateNodePort(30001)).toThrow('provided port is already allocated');
  });

  it('refuses what is out of range', async () => {
    const { allocateAddress, allocateNodePort } = await allocator();
    expect(() => allocateAddress('10.0.0.1')).toThrow(
      'failed to allocate IP 10.0.0.1: the provided network does not match the current range',
    );
    expect(() => allocateNodePort(80)).toThrow(
      'provided port is not in the valid range. The range of valid ports is 30000-30009',
    );
  });

  it('gives again what was given back, and says when there is nothing left', async () => {
    const { allocateNodePort, releaseNodePort } = await allocator();
    const ports = Array.from({ length: 10 }, () => allocateNodePort());
    expect(new Set(ports).size).toBe(10);
    expect(() => allocateNodePort()).toThrow('failed to allocate a nodePort: range is full');
    releaseNodePort(30004);
    expect(allocateNodePort()).toBe(30004);
  });
});

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
