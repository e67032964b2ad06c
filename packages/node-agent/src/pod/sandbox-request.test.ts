import type { Pod } from '@sampan/api';
import { expect, it } from 'vitest';
import { sandboxRequest } from './sandbox-request.js';

const metadata = { name: 'web-0', namespace: 'ns', uid: 'u' };
const requestOf = (spec: Partial<Pod['spec']>) =>
  sandboxRequest(
    { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'c' }], ...spec } },
    { nodeHostname: 'machine' },
  );

it('asks for nothing special for an ordinary pod', () => {
  expect(requestOf({})).toEqual({
    ...{ podUid: 'u', namespace: 'ns', name: 'web-0', hostname: 'web-0' },
    ...{ hostNetwork: false, hostProcesses: false, hostIpc: false, sharesProcesses: false, ownUsers: false },
    dns: { policy: 'ClusterFirst', nameservers: [], searches: [], options: [] },
    ...{ hosts: [], ports: [], limits: {}, sysctls: new Map(), memoryVolumes: [] },
  });
});

it('says what the containers of a pod share', () => {
  expect(
    requestOf({
      ...{ hostNetwork: true, hostPID: true, hostIPC: true, shareProcessNamespace: true, hostUsers: false },
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['192.0.2.53'], searches: ['a.example'], options: [{ name: 'ndots', value: '5' }] },
      hostAliases: [{ ip: '192.0.2.1', hostnames: ['one', 'uno'] }],
      resources: { limits: { memory: '64Mi' } },
      securityContext: { sysctls: [{ name: 'kernel.shm_rmid_forced', value: '1' }] },
      volumes: [
        { name: 'fast', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
        { name: 'slow', emptyDir: {} },
      ],
      containers: [
        { name: 'c', ports: [{ containerPort: 80, hostPort: 8080, hostIP: '192.0.2.9' }, { containerPort: 81 }] },
      ],
    }),
  ).toMatchObject({
    ...{ hostname: 'machine', hostNetwork: true, hostProcesses: true, hostIpc: true, sharesProcesses: true },
    ownUsers: true,
    dns: { policy: 'None', nameservers: ['192.0.2.53'], searches: ['a.example'], options: ['ndots:5'] },
    hosts: [{ ip: '192.0.2.1', names: ['one', 'uno'] }],
    ports: [{ protocol: 'TCP', hostPort: 8080, containerPort: 80, hostIp: '192.0.2.9' }],
    limits: { memoryLimitBytes: 67108864 },
    sysctls: new Map([['kernel.shm_rmid_forced', '1']]),
    memoryVolumes: [{ name: 'fast', sizeBytes: 1048576 }],
  });
});
