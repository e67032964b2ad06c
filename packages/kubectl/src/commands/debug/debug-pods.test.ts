import type { Pod } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { copyForDebugging, type DebugOptions, podOnNode, withDebugContainer } from './debug-pods.js';

const probe = { exec: { command: ['true'] } };
const pod = (): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'n', labels: { a: 'b' }, annotations: { c: 'd' }, resourceVersion: '7' },
  spec: {
    nodeName: 'node-1',
    initContainers: [{ name: 'init', image: 'i' }],
    containers: [{ name: 'app', image: 'x', args: ['serve'], livenessProbe: probe, readinessProbe: probe }],
    ephemeralContainers: [{ name: 'old', image: 'o' }],
  },
});

const said: string[] = [];
const options = (given: Partial<DebugOptions>): DebugOptions => ({
  container: 'debug',
  image: 'tools',
  imagePullPolicy: '',
  args: [],
  argumentsOnly: false,
  env: [],
  stdin: false,
  tty: false,
  target: '',
  profile: 'general',
  custom: undefined,
  copyTo: 'copy',
  sameNode: false,
  shareProcesses: undefined,
  images: {},
  kept: {
    labels: false,
    annotations: false,
    liveness: false,
    readiness: false,
    startup: false,
    initContainers: true,
  },
  tell: (line) => said.push(line),
  ...given,
});

describe('a container for debugging', () => {
  it('is one more ephemeral container of a pod, which stays as it is', () => {
    const original = pod();
    const { pod: debug } = withDebugContainer(original, options({ target: 'app', args: ['sh'], stdin: true }));
    expect(original).toEqual(pod());
    expect(debug.spec?.ephemeralContainers).toEqual([
      { name: 'old', image: 'o' },
      {
        name: 'debug',
        image: 'tools',
        command: ['sh'],
        stdin: true,
        targetContainerName: 'app',
        terminationMessagePolicy: 'File',
        securityContext: { capabilities: { add: ['SYS_PTRACE'] } },
      },
    ]);
  });

  it('gets a name that no other container has, and says it', () => {
    const { container } = withDebugContainer(pod(), options({ container: '' }));
    expect(container).toMatch(/^debugger-[a-z0-9]{5}$/);
    expect(said.at(-1)).toBe(`Defaulting debug container name to ${container}.`);
  });

  it('is in a copy that no service finds and nothing restarts', () => {
    const { pod: copy } = copyForDebugging(pod(), options({}));
    expect(copy.metadata).toEqual({ name: 'copy', namespace: 'n' });
    expect(copy.spec).toEqual({
      initContainers: [{ name: 'init', image: 'i' }],
      containers: [
        { name: 'app', image: 'x', args: ['serve'] },
        expect.objectContaining({ name: 'debug', image: 'tools' }),
      ],
      shareProcessNamespace: true,
    });
  });

  it('may be one of a copy with another command, or with other images and nothing else', () => {
    const changed = copyForDebugging(pod(), options({ container: 'app', image: '', args: ['sh'], sameNode: true }));
    expect(changed.pod.spec?.nodeName).toBe('node-1');
    expect(changed.pod.spec?.containers[0]).toMatchObject({ name: 'app', image: 'x', command: ['sh'] });
    expect(changed.pod.spec?.containers[0]).not.toHaveProperty('args');
    const other = copyForDebugging(pod(), options({ container: '', image: '', images: { '*': 'y' } }));
    expect(other).toMatchObject({ container: '', pod: { metadata: { labels: { a: 'b' } } } });
    expect(other.pod.spec?.containers[0]?.image).toBe('y');
    expect(() => copyForDebugging(pod(), options({ container: 'no', image: '' }))).toThrow(
      'you must specify image when creating new container',
    );
  });

  it('is close to the machine on a node', () => {
    const { pod: onNode } = podOnNode('node-1', options({ container: '' }));
    expect(onNode.metadata.name).toMatch(/^node-debugger-node-1-[a-z0-9]{5}$/);
    expect(onNode.spec).toMatchObject({
      nodeName: 'node-1',
      hostNetwork: true,
      hostPID: true,
      hostIPC: true,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
      volumes: [{ name: 'host-root', hostPath: { path: '/' } }],
      containers: [{ name: 'debugger', image: 'tools', volumeMounts: [{ mountPath: '/host', name: 'host-root' }] }],
    });
  });

  it.each([
    ['legacy', undefined],
    ['general', { capabilities: { add: ['SYS_PTRACE'] } }],
    ['baseline', undefined],
    [
      'restricted',
      {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    ],
    ['netadmin', { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } }],
    ['sysadmin', { privileged: true }],
  ])('may with %s do what that says', (profile, expected) => {
    const { pod: debug } = withDebugContainer(pod(), options({ profile }));
    expect(debug.spec?.ephemeralContainers?.at(-1)?.securityContext).toEqual(expected);
  });

  it('has what a custom profile puts over that', () => {
    const custom = { env: [{ name: 'A', value: 'b' }], securityContext: { runAsUser: 0 } };
    const { pod: debug } = withDebugContainer(pod(), options({ custom }));
    expect(debug.spec?.ephemeralContainers?.at(-1)).toMatchObject({
      name: 'debug',
      env: custom.env,
      securityContext: { runAsUser: 0, capabilities: { add: ['SYS_PTRACE'] } },
    });
  });

  it('is of no profile that there is not', () => {
    expect(() => withDebugContainer(pod(), options({ profile: 'toString' }))).toThrow('unknown profile: toString');
  });
});
