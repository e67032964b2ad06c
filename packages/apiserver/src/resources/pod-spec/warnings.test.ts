import type { PodSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { newPodSpecWarnings, podSpecWarnings } from './warnings.js';

const suspicious: PodSpec = {
  terminationGracePeriodSeconds: -1,
  imagePullSecrets: [{ name: 'a' }, { name: 'a' }],
  containers: [
    {
      name: 'c',
      env: [{ name: 'A' }, { name: 'B' }, { name: 'A' }],
      ports: [
        { containerPort: 80, protocol: 'TCP' },
        { containerPort: 80, protocol: 'TCP' },
        { containerPort: 80, protocol: 'UDP' },
      ],
      resources: { limits: { memory: '100m', cpu: '100m' } },
    },
  ],
};

describe('warnings of pod specs', () => {
  it('name likely mistakes', () => {
    expect(podSpecWarnings('spec', suspicious)).toEqual([
      'spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
      'spec.imagePullSecrets[1].name: duplicate name "a"',
      'spec.containers[0].env[2]: hides previous definition of "A", which may be dropped when using apply',
      'spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]',
      'spec.containers[0].resources.limits[memory]: fractional byte value "100m" is invalid, must be an integer',
    ]);
  });

  it('are not repeated', () => {
    expect(newPodSpecWarnings('spec', suspicious, suspicious)).toEqual([]);
  });
});
