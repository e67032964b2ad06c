import type { PodSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { newPodWarnings, podSpecWarnings } from './warnings.js';

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
    expect(podSpecWarnings('', suspicious)).toEqual([
      'spec.imagePullSecrets[1].name: duplicate name "a"',
      'spec.containers[0].resources.limits[memory]: fractional byte value "100m" is invalid, must be an integer',
      'spec.containers[0].env[2]: hides previous definition of "A", which may be dropped when using apply',
      'spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]',
      'spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
    ]);
  });

  it('are not repeated', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a.b' }, spec: suspicious } as const;
    expect(newPodWarnings(pod, pod)).toEqual([]);
  });

  it('name what is deprecated, and what does nothing any more', () => {
    const spec: PodSpec = {
      nodeSelector: { 'beta.kubernetes.io/os': 'linux' },
      hostAliases: [{ ip: '1.2.3.4' }, { ip: '1.2.3.4' }],
      volumes: [
        { name: 'g', gitRepo: { repository: 'x' } },
        { name: 'f', glusterfs: { endpoints: 'x', path: 'x' } },
      ],
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
      containers: [{ name: 'c' }],
    };
    const appArmor = 'container.apparmor.security.beta.kubernetes.io/c';
    const metadata = { name: 'a.b', annotations: { [appArmor]: 'unconfined' } };
    expect(newPodWarnings({ apiVersion: 'v1', kind: 'Pod', metadata, spec })).toEqual([
      "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
      'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
      'spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod',
      'spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+',
      'spec.volumes[1].glusterfs: deprecated in v1.25, non-functional in v1.26+',
      'spec.hostAliases[1].ip: duplicate ip "1.2.3.4"',
      `metadata.annotations[${appArmor}]: deprecated since v1.30; use the "appArmorProfile" field instead`,
    ]);
  });
});
