import { systemClock } from '@sampan/api';
import { silentLogger } from '@sampan/client';
import { expect, it } from 'vitest';
import { createDriver } from './create-driver.js';
import type { Driver } from './driver.js';
import type { DriverKind } from './driver-kinds.js';

const options = {
  ...{ rootDir: '/nowhere', podCidr: '127.76.0.0/24', nodeIp: '127.0.0.1', nodeName: 'node-1' },
  ...{ clock: systemClock, logger: silentLogger },
};
const stopAll = () => Promise.resolve();
const works = (name: string): DriverKind => ({ name, open: async () => ({ name }) as Driver, stopAll });
const fails = (name: string): DriverKind => ({
  name,
  open: () => Promise.reject(new Error(`${name} has no unshare`)),
  stopAll,
});

it.each([
  ['auto', [works('linux'), works('process')], 'linux'],
  ['auto', [fails('linux'), works('process')], 'process'],
  ['process', [works('linux'), works('process')], 'process'],
])('%s takes the best that works', async (name, kinds, expected) => {
  expect((await createDriver(name, options, kinds)).name).toBe(expected);
});

it.each([
  ['linux', [fails('linux'), works('process')], 'linux: linux has no unshare'],
  ['auto', [fails('linux'), fails('process')], 'process: process has no unshare'],
])('%s says why none does', async (name, kinds, message) => {
  await expect(createDriver(name, options, kinds)).rejects.toThrow(message);
});
