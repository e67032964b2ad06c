import type { Container, Pod, PodSpec } from '@sampan/api';
import { expect, it } from 'vitest';
import { containerSecurity } from './container-security.js';

function securityOf(own: Container['securityContext'], ofPod: PodSpec['securityContext'] = {}) {
  const container = { name: 'c', securityContext: own };
  const spec = { containers: [container], securityContext: ofPod };
  return containerSecurity({ apiVersion: 'v1', kind: 'Pod', metadata: {}, spec } as Pod, container);
}

it('asks for nothing where the pod does not', () => {
  expect(securityOf(undefined)).toEqual({
    ...{ privileged: false, readOnlyRoot: false, noNewPrivileges: false, unmaskedProc: false },
    capabilities: { add: [], drop: [] },
  });
});

it("takes a container's own word before its pod's", () => {
  const ofPod = { seccompProfile: { type: 'RuntimeDefault' }, appArmorProfile: { type: 'Unconfined' } };
  expect(
    securityOf(
      {
        ...{ privileged: true, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, procMount: 'Unmasked' },
        capabilities: { drop: ['ALL'], add: ['CHOWN'] },
        seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' },
      },
      ofPod,
    ),
  ).toEqual({
    ...{ privileged: true, readOnlyRoot: true, noNewPrivileges: true, unmaskedProc: true },
    capabilities: { add: ['CHOWN'], drop: ['ALL'] },
    seccomp: { type: 'Localhost', localhostProfile: 'a.json' },
    appArmor: { type: 'Unconfined' },
  });
});
