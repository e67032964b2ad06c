import type { PodSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { type Capabilities, type Capability, capabilityNames } from './capabilities.js';
import { ignoredFields } from './ignored-fields.js';

const missing = { reason: 'it does not work here' };
const allOf = (ability: true | typeof missing) =>
  Object.fromEntries(capabilityNames.map((name) => [name, ability])) as Capabilities;
const least = { capabilities: allOf(missing), defaultUid: 1000 };

const demanding: PodSpec = {
  hostAliases: [{ ip: '192.0.2.1', hostnames: ['one'] }],
  securityContext: { fsGroup: 1, seccompProfile: { type: 'RuntimeDefault' }, runAsUser: 7, supplementalGroups: [8] },
  volumes: [{ name: 'm', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }],
  containers: [
    {
      name: 'c',
      tty: true,
      resources: { limits: { cpu: '1' } },
      securityContext: {
        ...{ readOnlyRootFilesystem: true, privileged: false, capabilities: { drop: ['ALL'] } },
        ...{ runAsUser: 1000, runAsGroup: 9 },
      },
      volumeMounts: [{ name: 'm', mountPath: '/m', readOnly: true, mountPropagation: 'Bidirectional' }],
    },
  ],
};

describe('what a driver ignores', () => {
  it('is nothing of an ordinary pod', () => {
    expect(
      ignoredFields({ dnsPolicy: 'ClusterFirst', securityContext: {}, containers: [{ name: 'c' }] }, least),
    ).toEqual([]);
  });

  it('is named, field by field', () => {
    expect(ignoredFields(demanding, least)).toEqual([
      'hostAliases',
      'securityContext.fsGroup',
      'securityContext.runAsUser',
      'securityContext.seccompProfile',
      'securityContext.supplementalGroups',
      'volumes{m}.emptyDir.medium',
      'volumes{m}.emptyDir.sizeLimit',
      'containers{c}.tty',
      'containers{c}.resources.limits',
      'containers{c}.securityContext.readOnlyRootFilesystem',
      'containers{c}.securityContext.capabilities',
      'containers{c}.securityContext.runAsGroup',
      'containers{c}.volumeMounts.readOnly',
      'containers{c}.volumeMounts.mountPropagation',
    ]);
  });

  it('is what it cannot do, and nothing else', () => {
    expect(ignoredFields(demanding, { capabilities: allOf(true), defaultUid: 0 })).toEqual([]);
    const only = (name: Capability) => ({ capabilities: { ...allOf(true), [name]: missing }, defaultUid: 0 });
    expect(ignoredFields(demanding, only('terminals'))).toEqual(['containers{c}.tty']);
    expect(ignoredFields(demanding, only('users'))).toContain('securityContext.runAsUser');
  });
});
