import type { UnstructuredObject } from '@sampan/api';
import { createClient, createHttpTransport } from '@sampan/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeObject } from './describe-object.js';

const zone = process.env.TZ;

beforeAll(() => {
  process.env.TZ = 'UTC';
});

afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

/** Describes without events or related objects, for which no server is asked. */
async function describeAlone(object: UnstructuredObject): Promise<string> {
  const transport = createHttpTransport({ server: 'http://127.0.0.1:1' });
  const options = { client: createClient(transport), now: 0, showEvents: false, chunkSize: 500 };
  try {
    return await describeObject(object, options);
  } finally {
    await transport.close();
  }
}

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'golden',
    namespace: 'default',
    labels: { tier: 'front', app: 'web' },
    annotations: { note: 'hello', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-abc', uid: 'r', controller: true }],
  },
  spec: {
    nodeName: 'node-1',
    serviceAccountName: 'default',
    priority: 0,
    containers: [
      {
        name: 'web',
        image: 'hello',
        ports: [{ containerPort: 8080, protocol: 'TCP' }],
        env: [
          { name: 'NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
          { name: 'GREETING', value: 'hi' },
        ],
        resources: { limits: { cpu: '500m' }, requests: { cpu: '0.1', memory: '64Mi' } },
        readinessProbe: {
          httpGet: { path: '/ready', port: 8080, scheme: 'HTTP' },
          timeoutSeconds: 1,
          periodSeconds: 10,
          successThreshold: 1,
          failureThreshold: 3,
        },
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
      },
    ],
    volumes: [{ name: 'data', emptyDir: {} }],
    tolerations: [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ],
  },
  status: {
    phase: 'Running',
    qosClass: 'Burstable',
    hostIP: '10.0.0.1',
    podIP: '10.1.0.1',
    podIPs: [{ ip: '10.1.0.1' }],
    startTime: '2026-01-01T00:00:05Z',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [
      {
        name: 'web',
        image: 'hello',
        imageID: 'host://hello',
        containerID: 'process://1',
        ready: true,
        restartCount: 1,
        state: { running: { startedAt: '2026-01-01T00:00:07Z' } },
        lastState: {
          terminated: {
            exitCode: 1,
            reason: 'Error',
            startedAt: '2026-01-01T00:00:05Z',
            finishedAt: '2026-01-01T00:00:06Z',
          },
        },
      },
    ],
  },
};

it('describes a pod as kubectl does', async () => {
  expect(await describeAlone(pod)).toBe(`Name:             golden
Namespace:        default
Priority:         0
Service Account:  default
Node:             node-1/10.0.0.1
Start Time:       Thu, 01 Jan 2026 00:00:05 +0000
Labels:           app=web
                  tier=front
Annotations:      note: hello
Status:           Running
IP:               10.1.0.1
IPs:
  IP:           10.1.0.1
Controlled By:  ReplicaSet/web-abc
Containers:
  web:
    Container ID:   process://1
    Image:          hello
    Image ID:       host://hello
    Port:           8080/TCP
    Host Port:      0/TCP
    State:          Running
      Started:      Thu, 01 Jan 2026 00:00:07 +0000
    Last State:     Terminated
      Reason:       Error
      Exit Code:    1
      Started:      Thu, 01 Jan 2026 00:00:05 +0000
      Finished:     Thu, 01 Jan 2026 00:00:06 +0000
    Ready:          True
    Restart Count:  1
    Limits:
      cpu:  500m
    Requests:
      cpu:      100m
      memory:   64Mi
    Readiness:  http-get http://:8080/ready delay=0s timeout=1s period=10s #success=1 #failure=3
    Environment:
      NAME:      golden (v1:metadata.name)
      GREETING:  hi
    Mounts:
      /data from data (rw)
Conditions:
  Type    Status
  Ready   True 
Volumes:
  data:
    Type:        EmptyDir (a temporary directory that shares a pod's lifetime)
    Medium:      
    SizeLimit:   <unset>
QoS Class:       Burstable
Node-Selectors:  <none>
Tolerations:     node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
`);
});

it('describes custom resources field by field', async () => {
  const widget = {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'w', namespace: 'default', labels: { a: 'b' }, generation: 3, managedFields: [] },
    spec: { apiURL: 'http://x', big: 1e30, list: [1, 'a', { b: 'c' }, [1, 2]], nothing: null, item2: 'z' },
  };
  expect(await describeAlone(widget)).toBe(`Name:         w
Namespace:    default
Labels:       a=b
Annotations:  <none>
API Version:  example.com/v1
Kind:         Widget
Metadata:
  Generation:  3
Spec:
  API URL:  http://x
  Big:      1e+30
  item2:    z
  List:
    1
    a
    B:  c
    [1 2]
  Nothing:  <nil>
`);
});

it('keeps escape sequences from the terminal', async () => {
  const object = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, text: '\u001b[31mred' };
  expect(await describeAlone(object)).toContain('Text:  ^[[31mred');
});
