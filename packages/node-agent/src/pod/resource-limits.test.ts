import { expect, it } from 'vitest';
import { resourceLimits } from './resource-limits.js';

it.each([
  [{}, {}],
  [{ requests: { cpu: '100m' } }, { cpuRequestMilli: 100 }],
  [
    { limits: { cpu: '1500m', memory: '64Mi' } },
    { cpuRequestMilli: 1500, cpuLimitMilli: 1500, memoryLimitBytes: 64 * 1024 * 1024 },
  ],
])('limits of %j', (resources, expected) => expect(resourceLimits(resources)).toEqual(expected));
