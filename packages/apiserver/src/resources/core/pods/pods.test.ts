import { type Container, fieldErrorMessage, type Pod, type PodSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { validatePodCreate } from '../../pod-spec/validate-pod.js';
import { rowOf, ruleErrors, someWrite, updateErrors } from '../../resource-test-tools.js';
import { pods } from './pods.js';

function pod(spec: Partial<PodSpec> = {}, container: Partial<Container> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default' },
    spec: { containers: [{ name: 'web', image: 'hello', ...container }], ...spec },
  };
}

describe('defaults of Pods', () => {
  it('fills in what the API documents', () => {
    const object = pod({}, { ports: [{ containerPort: 80 }] });
    pods.strategy.defaults?.(object);
    expect(object.spec).toEqual({
      containers: [
        {
          name: 'web',
          image: 'hello',
          imagePullPolicy: 'Always',
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
          resources: {},
          ports: [{ containerPort: 80, protocol: 'TCP' }],
        },
      ],
      dnsPolicy: 'ClusterFirst',
      enableServiceLinks: true,
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
    });
  });

  it.each([
    ['hello', 'Always'],
    ['hello:latest', 'Always'],
    ['hello:1.0', 'IfNotPresent'],
    ['registry:5000/hello', 'Always'],
    ['registry:5000/hello:1', 'IfNotPresent'],
    [`hello@sha256:${'a'.repeat(64)}`, 'IfNotPresent'],
  ])('pulls %s by policy %s', (image, policy) => {
    const object = pod({}, { image });
    pods.strategy.defaults?.(object);
    expect(object.spec.containers[0]?.imagePullPolicy).toBe(policy);
  });

  it('requests what is limited', () => {
    const object = pod({}, { resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } } });
    pods.strategy.defaults?.(object);
    expect(object.spec.containers[0]?.resources?.requests).toEqual({ cpu: '500m', memory: '1Gi' });
  });

  it('defaults probes and volumes', () => {
    const object = pod(
      { volumes: [{ name: 'a' }, { name: 'b', configMap: { name: 'c' } }, { name: 'd', hostPath: { path: '/x' } }] },
      {
        livenessProbe: { httpGet: { port: 80 } },
        env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
      },
    );
    pods.strategy.defaults?.(object);
    expect(object.spec.volumes).toEqual([
      { name: 'a', emptyDir: {} },
      { name: 'b', configMap: { name: 'c', defaultMode: 420 } },
      { name: 'd', hostPath: { path: '/x', type: '' } },
    ]);
    expect(object.spec.containers[0]?.livenessProbe).toEqual({
      httpGet: { port: 80, path: '/', scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    });
    expect(object.spec.containers[0]?.env?.[0]?.valueFrom?.fieldRef?.apiVersion).toBe('v1');
  });
});

describe('keys of labels that Pods have to share', () => {
  it('are said in the selectors of a new Pod, by the values that it has', () => {
    const term = (keys: object) => ({ topologyKey: 'zone', labelSelector: { matchLabels: { app: 'web' } }, ...keys });
    const [near, far] = [term({ matchLabelKeys: ['hash', 'none'] }), term({ mismatchLabelKeys: ['tenant'] })];
    const constraint = { ...near, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' };
    const object = pod({
      affinity: {
        podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [structuredClone(near)] },
        podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: far }] },
      },
      topologySpreadConstraints: [structuredClone(constraint)],
    });
    object.metadata.labels = { hash: 'h', tenant: 't' };
    pods.strategy.prepareForCreate?.(object, someWrite);
    const { affinity, topologySpreadConstraints } = object.spec;
    const same = [{ key: 'hash', operator: 'In', values: ['h'] }];
    const other = [{ key: 'tenant', operator: 'NotIn', values: ['t'] }];
    expect([
      affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.[0]?.labelSelector?.matchExpressions,
      affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.[0]?.podAffinityTerm.labelSelector
        ?.matchExpressions,
      topologySpreadConstraints?.[0]?.labelSelector?.matchExpressions,
    ]).toEqual([same, other, same]);
  });
});

describe('validation of Pods', () => {
  const label = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`;
  it.each<[string, Pod, string[]]>([
    ['a plain Pod', pod(), []],
    ['no containers', pod({ containers: [] }), ['spec.containers: Required value']],
    ['no image', pod({}, { image: '' }), ['spec.containers[0].image: Required value']],
    [
      'image with space',
      pod({}, { image: ' hello' }),
      ['spec.containers[0].image: Invalid value: " hello": must not have leading or trailing whitespace'],
    ],
    ['no name', pod({}, { name: '' }), ['spec.containers[0].name: Required value']],
    ['a bad name', pod({}, { name: 'Web' }), [`spec.containers[0].name: Invalid value: "Web": ${label}`]],
    [
      'two of a name',
      pod({ containers: [{ name: 'a', image: 'x' }], initContainers: [{ name: 'a', image: 'x' }] }),
      ['spec.initContainers[0].name: Duplicate value: "a"'],
    ],
    [
      'a wrong restart policy',
      pod({ restartPolicy: 'x' }),
      ['spec.restartPolicy: Unsupported value: "x": supported values: "Always", "OnFailure", "Never"'],
    ],
    [
      'a wrong pull policy',
      pod({}, { imagePullPolicy: 'Sometimes' }),
      [
        'spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
      ],
    ],
    [
      'a port out of range',
      pod({}, { ports: [{ containerPort: 70000 }] }),
      ['spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive'],
    ],
    ['no port', pod({}, { ports: [{} as never] }), ['spec.containers[0].ports[0].containerPort: Required value']],
    [
      'two ports of a name',
      pod(
        {},
        {
          ports: [
            { name: 'a', containerPort: 1 },
            { name: 'a', containerPort: 2 },
          ],
        },
      ),
      ['spec.containers[0].ports[1].name: Duplicate value: "a"'],
    ],
    [
      'two containers on a host port',
      pod({
        containers: [
          { name: 'a', image: 'x', ports: [{ containerPort: 1, hostPort: 5 }] },
          { name: 'b', image: 'x', ports: [{ containerPort: 1, hostPort: 5 }] },
        ],
      }),
      ['spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//5"'],
    ],
    [
      'a mount of no volume',
      pod({}, { volumeMounts: [{ name: 'data', mountPath: '/data' }] }),
      ['spec.containers[0].volumeMounts[0].name: Not found: "data"'],
    ],
    [
      'two mounts at a path',
      pod(
        { volumes: [{ name: 'a' }] },
        {
          volumeMounts: [
            { name: 'a', mountPath: '/x' },
            { name: 'a', mountPath: '/x' },
          ],
        },
      ),
      ['spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/x": must be unique'],
    ],
    [
      'two sources of a volume',
      pod({ volumes: [{ name: 'a', emptyDir: {}, configMap: { name: 'c' } }] }),
      ['spec.volumes[0].configMap: Forbidden: may not specify more than 1 volume type'],
    ],
    [
      'an environment variable of two sources',
      pod({}, { env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
      ['spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'],
    ],
    [
      'an environment variable of no source',
      pod({}, { env: [{ name: 'A', valueFrom: {} }] }),
      [
        'spec.containers[0].env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
      ],
    ],
    [
      'a field that cannot be shown',
      pod({}, { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.foo' } } }] }),
      [
        'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.foo": error converting fieldPath: field label not supported: spec.foo',
      ],
    ],
    [
      'a field that files alone can show',
      pod({}, { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.labels' } } }] }),
      [
        'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
      ],
    ],
    [
      'more requested than allowed',
      pod({}, { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
      ['spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'],
    ],
    [
      'an unknown resource',
      pod({}, { resources: { requests: { speed: '2' } } }),
      [
        'spec.containers[0].resources.requests[speed]: Invalid value: "speed": must be a standard resource type or fully qualified',
        'spec.containers[0].resources.requests[speed]: Invalid value: "speed": must be a standard resource for containers',
      ],
    ],
    [
      'a negative amount',
      pod({}, { resources: { requests: { cpu: '-1' } } }),
      ['spec.containers[0].resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0'],
    ],
    [
      'a probe that does nothing',
      pod({}, { livenessProbe: {} }),
      ['spec.containers[0].livenessProbe: Required value: must specify a handler type'],
    ],
    [
      'a probe that does two things',
      pod({}, { readinessProbe: { exec: { command: ['true'] }, tcpSocket: { port: 80 } } }),
      ['spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type'],
    ],
    [
      'a liveness probe that succeeds twice',
      pod({}, { livenessProbe: { tcpSocket: { port: 80 }, successThreshold: 2 } }),
      ['spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1'],
    ],
    [
      'a probe of an init container',
      pod({ initContainers: [{ name: 'init', image: 'x', readinessProbe: { tcpSocket: { port: 80 } } }] }),
      [
        'spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
      ],
    ],
    [
      'a toleration without a key',
      pod({ tolerations: [{ operator: 'Equal', value: 'x' }] }),
      [
        'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ],
    ],
    [
      'a bad deadline',
      pod({ activeDeadlineSeconds: 0 }),
      ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive'],
    ],
    [
      'a token without an account',
      pod({ volumes: [{ name: 't', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }] }),
      [
        'spec.volumes[0].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set',
      ],
    ],
    [
      'a path out of its volume',
      pod({ volumes: [{ name: 'c', configMap: { name: 'c', items: [{ key: 'a', path: '../a' }] } }] }),
      [`spec.volumes[0].configMap.items[0].path: Invalid value: "../a": must not contain '..'`],
    ],
    [
      'restart rules without a restart policy',
      pod({}, { restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }] }),
      ['spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used'],
    ],
    [
      'restart rules that say nothing',
      pod({}, { restartPolicy: 'Never', restartPolicyRules: [{ action: 'Explode' }, ruleOf('Maybe', [])] }),
      [
        'spec.containers[0].restartPolicyRules[0].action: Unsupported value: "Explode": supported values: "Restart", "RestartAllContainers"',
        'spec.containers[0].restartPolicyRules[0].exitCodes: Required value: must be specified',
        'spec.containers[0].restartPolicyRules[1].exitCodes.operator: Unsupported value: "Maybe": supported values: "In", "NotIn"',
        'spec.containers[0].restartPolicyRules[1].exitCodes.values: Required value: must be specified',
      ],
    ],
    [
      'a file of variables that no emptyDir has',
      pod(
        { volumes: [{ name: 'h', hostPath: { path: '/tmp', type: '' } }] },
        {
          env: [
            { name: 'A', valueFrom: { fileKeyRef: { volumeName: 'h', path: 'env', key: 'A' } } },
            { name: 'B', valueFrom: { fileKeyRef: { volumeName: 'gone', path: '../env', key: 'B' } } },
          ],
        },
      ),
      [
        'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Invalid value: "h": referenced volume must be of type emptyDir',
        `spec.containers[0].env[1].valueFrom.fileKeyRef.path: Invalid value: "../env": must not contain '..'`,
        'spec.containers[0].env[1].valueFrom.fileKeyRef.volumeName: Not found: "gone"',
      ],
    ],
    [
      'a resize policy of nothing that can be resized',
      pod({}, { resizePolicy: [{ resourceName: 'disk', restartPolicy: 'Maybe' }] }),
      [
        'spec.containers[0].resizePolicy: Unsupported value: "disk": supported values: "cpu", "memory"',
        'spec.containers[0].resizePolicy: Unsupported value: "Maybe": supported values: "NotRequired", "RestartContainer"',
      ],
    ],
    [
      'a Pod smaller than its containers',
      pod(
        { resources: { requests: { cpu: '1', 'ephemeral-storage': '1Gi' }, limits: { cpu: '1' } } },
        { resources: { requests: { cpu: '2' }, limits: { cpu: '2' } } },
      ),
      [
        'spec.resources.requests[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"',
        'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2',
        'spec.resources.containers[0][cpu].limits: Invalid value: "2": must be less than or equal to pod limits of 1',
      ],
    ],
    [
      'huge pages alone',
      pod({}, { resources: { requests: { 'hugepages-2Mi': '2Mi' }, limits: { 'hugepages-2Mi': '2Mi' } } }),
      ['spec.containers[0].resources: Forbidden: HugePages require cpu or memory'],
    ],
    [
      'a stop signal of no operating system',
      pod({}, { lifecycle: { stopSignal: 'SIGUSR1' } }),
      ['spec.containers[0].lifecycle.stopSignal: Forbidden: may not be set for containers with empty `spec.os.name`'],
    ],
    [
      'a stop signal that Windows does not have',
      pod({ os: { name: 'windows' } }, { lifecycle: { stopSignal: 'SIGUSR1' } }),
      ['spec.containers[0].lifecycle.stopSignal: Unsupported value: "SIGUSR1": supported values: "SIGKILL", "SIGTERM"'],
    ],
    [
      'a stop signal without its first letters',
      pod({ os: { name: 'linux' } }, { lifecycle: { stopSignal: 'USR1' } }),
      [expect.stringMatching(/^spec\.containers\[0\]\.lifecycle\.stopSignal: Unsupported value: "USR1": supported/)],
    ],
    ['a real-time stop signal', pod({ os: { name: 'linux' } }, { lifecycle: { stopSignal: 'SIGRTMIN+3' } }), []],
    [
      'a host name that cannot be',
      pod({ hostnameOverride: 'a'.repeat(65), setHostnameAsFQDN: true }),
      [
        `spec.hostnameOverride: Too long: may not be more than 64 bytes`,
        'spec.hostnameOverride: Forbidden: may not be specified when `setHostnameAsFQDN` is true',
      ],
    ],
    [
      'a toleration that says too much',
      pod({ tolerations: [{ key: 'a', operator: 'Exists', value: 'x' }] }),
      [`spec.tolerations[0].operator: Invalid value: "x": value must be empty when \`operator\` is 'Exists'`],
    ],
  ])('of %s', (_case, object, errors) => {
    expect(ruleErrors(pods, object)).toEqual(errors);
  });

  it('of what a Pod cannot begin with', () => {
    const object = pod({
      nodeName: 'n',
      schedulingGates: [{ name: 'a' }],
      ephemeralContainers: [{ name: 'debug', image: 'x' }],
    });
    expect(validatePodCreate(object).map(fieldErrorMessage)).toEqual([
      'spec.ephemeralContainers: Forbidden: cannot be set on create',
      'spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
    ]);
  });
});

const ruleOf = (operator: string, values: number[]) => ({ action: 'Restart', exitCodes: { operator, values } });

describe('updates of Pods', () => {
  const old = pod();
  it.each<[string, Pod, string[]]>([
    ['another image', pod({}, { image: 'hello:2', imagePullPolicy: 'Always' }), []],
    [
      'one more container',
      pod({ containers: [...old.spec.containers, { name: 'b', image: 'x' }] }),
      ['spec.containers: Forbidden: pod updates may not add or remove containers'],
    ],
    ['a deadline', pod({ activeDeadlineSeconds: 60 }), []],
    ['a toleration more', pod({ tolerations: [{ key: 'a', operator: 'Exists' }] }), []],
  ])('to %s', (_case, next, errors) => {
    expect(updateErrors(pods, { old, next })).toEqual(errors);
  });

  it('to anything else are forbidden, and the difference is shown', () => {
    const [error = '', ...more] = updateErrors(pods, { old, next: pod({ hostname: 'other' }) });
    expect(more).toEqual([]);
    expect(error).toMatch(
      /^spec: Forbidden: pod updates may not change fields other than `spec.containers\[\*\].image`,`spec.initContainers\[\*\].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` \(only additions to existing tolerations\),`spec.terminationGracePeriodSeconds` \(allow it to be set to 1 if it was previously negative\)\n/,
    );
    expect(error).toContain('+   "hostname": "other"');
  });
});

describe('resizes of Pods', () => {
  const both = { cpu: '1', memory: '1Gi' };
  const of = (resources: Container['resources'], rest: Partial<PodSpec> = {}) => pod(rest, { resources });
  const burstable = of({ requests: both, limits: { cpu: '2' } });
  const init = (resources: Container['resources'], rest: Partial<Container> = {}): Partial<PodSpec> => ({
    initContainers: [{ name: 'init', image: 'x', resources, ...rest }],
  });
  const restarting = { resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }] };
  const told = (change: Partial<NonNullable<Pod['status']>>): Pod => ({ ...burstable, status: { ...change } });
  const status = { name: 'web', image: 'x', imageID: '', ready: true, restartCount: 0, state: { running: {} } };
  it.each<[string, Pod, Pod, string[]]>([
    ['to more', burstable, of({ requests: { ...both, cpu: '2' }, limits: { cpu: '3' } }), []],
    ['with one more limit', burstable, of({ requests: both, limits: { cpu: '2', memory: '2Gi' } }), []],
    [
      'with a request less',
      burstable,
      of({ requests: { cpu: '1' }, limits: { cpu: '2' } }),
      ['spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed'],
    ],
    [
      'without limits',
      burstable,
      of({ requests: both }),
      ['spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed'],
    ],
    [
      'to another quality of service',
      of({ requests: both, limits: both }),
      of({ requests: both, limits: { ...both, cpu: '2' } }),
      ['spec: Invalid value: "Guaranteed": Pod QOS Class may not change as a result of resizing'],
    ],
    [
      'of something else',
      burstable,
      of({ requests: { ...both, 'ephemeral-storage': '1Gi' }, limits: { cpu: '2' } }),
      ['spec: Forbidden: only cpu and memory resources are mutable'],
    ],
    [
      'and of its policy',
      burstable,
      pod({}, { ...burstable.spec.containers[0], ...restarting }),
      ['spec: Forbidden: only cpu and memory resources are mutable'],
    ],
    [
      'with other containers',
      burstable,
      pod({ containers: [...burstable.spec.containers, { name: 'b', image: 'x' }] }),
      ['spec.containers: Forbidden: containers may not be added or removed on resize'],
    ],
    [
      'with a container renamed',
      burstable,
      pod({ containers: [{ ...burstable.spec.containers[0], name: 'other', image: 'x' }] }),
      ['spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize'],
    ],
    ['of an init container', of({ requests: both }, init({})), of({ requests: both }, init({ requests: both })), []],
    [
      'of an init container that would be restarted',
      of({ requests: both }, init({}, restarting)),
      of({ requests: both }, init({ requests: both }, restarting)),
      [
        'spec.initContainers[0]: Forbidden: non-sidecar init containers with a resize policy of RestartContainer cannot be resized',
      ],
    ],
    [
      'of a sidecar that is',
      of({ requests: both }, init({}, { ...restarting, restartPolicy: 'Always' })),
      of({ requests: both }, init({ requests: both }, { ...restarting, restartPolicy: 'Always' })),
      [],
    ],
    [
      'of the whole, less than before',
      of({ requests: both }, { resources: { requests: both, limits: { cpu: '4' } } }),
      of({ requests: both }, { resources: { requests: { cpu: '2' }, limits: {} } }),
      [
        'spec.resources.requests: Forbidden: pod-level resource requests cannot be removed',
        'spec.resources.limits: Forbidden: pod-level resource limits cannot be removed',
      ],
    ],
    [
      'of the whole',
      pod({ resources: { requests: both } }),
      pod({ resources: { requests: { ...both, cpu: '2' } } }),
      [],
    ],
    [
      'on a node that does not tell of resources',
      told({ qosClass: 'Burstable', containerStatuses: [status] }),
      burstable,
      ['spec: Forbidden: Pod running on node without support for resize'],
    ],
    [
      'of a static pod',
      { ...burstable, metadata: { ...burstable.metadata, annotations: { 'kubernetes.io/config.mirror': 'x' } } },
      burstable,
      [': Forbidden: static pods cannot be resized'],
    ],
  ])('%s', (_case, old, next, errors) => {
    expect(updateErrors(pods, { old, next, subresource: 'resize' })).toEqual(errors);
  });
});

describe('columns of Pods', () => {
  const now = Date.UTC(2026, 0, 1, 1);
  const started = '2026-01-01T00:00:00Z';
  const running = {
    name: 'web',
    image: 'hello',
    imageID: '',
    ready: true,
    restartCount: 0,
    state: { running: { startedAt: started } },
  };
  const shown = (status: Pod['status'], change: Partial<Pod> = {}) => {
    const object: Pod = { ...pod(), status: status ?? {}, ...change };
    object.metadata = { ...object.metadata, creationTimestamp: started };
    const { Ready, Status, Restarts, Age } = rowOf(pods, object, now);
    return `${Ready} ${Status} ${Restarts} ${Age}`;
  };
  const init = pod({ initContainers: [{ name: 'init', image: 'x' }] });
  const initStatus = (state: object) => ({ ...running, name: 'init', ready: false, state });
  it.each<[string, Pod['status'], Partial<Pod> | undefined, string]>([
    ['a new Pod', { phase: 'Pending' }, undefined, '0/1 Pending 0 60m'],
    ['a running Pod', { phase: 'Running', containerStatuses: [running] }, undefined, '1/1 Running 0 60m'],
    [
      'a crashing Pod',
      {
        phase: 'Running',
        containerStatuses: [
          {
            ...running,
            ready: false,
            restartCount: 3,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:55:00Z' } },
          },
        ],
      },
      undefined,
      '0/1 CrashLoopBackOff 3 (5m ago) 60m',
    ],
    [
      'a failed container',
      { phase: 'Failed', containerStatuses: [{ ...running, ready: false, state: { terminated: { exitCode: 2 } } }] },
      undefined,
      '0/1 ExitCode:2 0 60m',
    ],
    [
      'a finished Pod',
      {
        phase: 'Succeeded',
        containerStatuses: [{ ...running, ready: false, state: { terminated: { exitCode: 0, reason: 'Completed' } } }],
      },
      undefined,
      '0/1 Completed 0 60m',
    ],
    ['an evicted Pod', { phase: 'Failed', reason: 'Evicted' }, undefined, '0/1 Evicted 0 60m'],
    [
      'an init container under way',
      { phase: 'Pending', initContainerStatuses: [initStatus({ running: {} })] },
      { spec: init.spec },
      '0/1 Init:0/1 0 60m',
    ],
    [
      'an init container that failed',
      { phase: 'Pending', initContainerStatuses: [initStatus({ terminated: { exitCode: 1, reason: 'Error' } })] },
      { spec: init.spec },
      '0/1 Init:Error 0 60m',
    ],
    [
      'a waiting init container',
      { phase: 'Pending', initContainerStatuses: [initStatus({ waiting: { reason: 'ErrImagePull' } })] },
      { spec: init.spec },
      '0/1 Init:ErrImagePull 0 60m',
    ],
    [
      'a Pod on its way out',
      { phase: 'Running', containerStatuses: [running] },
      { metadata: { name: 'web', deletionTimestamp: started } },
      '1/1 Terminating 0 60m',
    ],
    [
      'a gated Pod',
      { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
      undefined,
      '0/1 SchedulingGated 0 60m',
    ],
  ])('of %s', (_case, status, change, row) => {
    expect(shown(status, change)).toBe(row);
  });
});
