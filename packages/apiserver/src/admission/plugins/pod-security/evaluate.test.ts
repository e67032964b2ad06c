import type { PodSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { violationsOf } from './evaluate.js';

type Container = PodSpec['containers'][number];

const container = (fields: Partial<Container> = {}): Container => ({ name: 'c', image: 'one', ...fields });
const secured = (securityContext: Container['securityContext']) => ({
  containers: [container(securityContext && { securityContext })],
});
const hardened: Container['securityContext'] = {
  ...{ allowPrivilegeEscalation: false, runAsNonRoot: true },
  ...{ capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } },
};
const latest = Number.POSITIVE_INFINITY;

describe('baseline', () => {
  it.each<[Partial<PodSpec>, string | undefined]>([
    [{}, undefined],
    [{ hostNetwork: true, hostPID: true }, 'host namespaces (hostNetwork=true, hostPID=true)'],
    [{ volumes: [{ name: 'v', hostPath: { path: '/' } }] }, 'hostPath volumes (volume "v")'],
    [
      { containers: [container({ ports: [{ containerPort: 80, hostPort: 80 }] })] },
      'hostPort (container "c" uses hostPort 80)',
    ],
    [secured({ privileged: true }), 'privileged (container "c" must not set securityContext.privileged=true)'],
    [
      secured({ capabilities: { add: ['SYS_ADMIN', 'CHOWN'] } }),
      'non-default capabilities (container "c" must not include "SYS_ADMIN" in securityContext.capabilities.add)',
    ],
    [
      secured({ procMount: 'Unmasked' }),
      'procMount (container "c" must not set securityContext.procMount to "Unmasked")',
    ],
    [
      secured({ seLinuxOptions: { type: 'x', user: 'u' } }),
      'seLinuxOptions (container "c" set forbidden securityContext.seLinuxOptions: type "x"; user may not be set)',
    ],
    [
      { securityContext: { seccompProfile: { type: 'Unconfined' } } },
      'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
    [{ securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }, 'forbidden sysctls (kernel.msgmax)'],
    [
      { containers: [container({ livenessProbe: { httpGet: { port: 80, host: '10.0.0.1' } } })] },
      'probe or lifecycle host (container "c" uses probe or lifecycle host "10.0.0.1")',
    ],
  ])('of %j', (spec, expected) => {
    expect(violationsOf({ containers: [container()], ...spec }, { level: 'baseline', minor: latest })).toBe(expected);
    expect(
      violationsOf({ containers: [container()], ...spec }, { level: 'privileged', minor: latest }),
    ).toBeUndefined();
  });
});

describe('restricted', () => {
  it.each<[string, Partial<PodSpec>, number, string | undefined]>([
    ['a hardened Pod', secured(hardened), latest, undefined],
    [
      'root',
      secured({ ...hardened, runAsNonRoot: false, runAsUser: 0 }),
      latest,
      'runAsNonRoot != true (container "c" must not set securityContext.runAsNonRoot=false), runAsUser=0 (container "c" must not set runAsUser=0)',
    ],
    ['root in users of its own', { ...secured({ ...hardened, runAsUser: 0 }), hostUsers: false }, latest, undefined],
    ['root before anybody minded', secured({ ...hardened, runAsUser: 0 }), 22, undefined],
    [
      'a volume of the node',
      { ...secured(hardened), volumes: [{ name: 'v', hostPath: { path: '/' } }] },
      latest,
      'restricted volume types (volume "v" uses restricted volume type "hostPath")',
    ],
    [
      'a capability',
      secured({ ...hardened, capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }),
      latest,
      'unrestricted capabilities (container "c" must not include "SYS_ADMIN" in securityContext.capabilities.add)',
    ],
  ])('of %s', (_case, spec, minor, expected) => {
    expect(violationsOf({ containers: [container()], ...spec }, { level: 'restricted', minor })).toBe(expected);
  });
});
