import type { APIService } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../conformance/test-server.js';

const path = '/apis/apiregistration.k8s.io/v1/apiservices';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

const spec = { group: 'example.com', version: 'v1', groupPriorityMinimum: 100, versionPriority: 10 };
const service = { namespace: 'default', name: 's' };
const create = (name: string, change: Partial<APIService['spec']>) =>
  server.send('POST', path, { body: { metadata: { name }, spec: { ...spec, ...change } } });

describe('APIServices', () => {
  it.each<[string, Partial<APIService['spec']>, string]>([
    [
      'v1.other',
      {},
      'metadata.name: Invalid value: "v1.other": must be `spec.version+"."+spec.group`: "v1.example.com"',
    ],
    [
      'v2.',
      { group: '', version: 'v2' },
      'spec.group: Required value: only v1 may have an empty group and it better be legacy kube',
    ],
    [
      'v1.example.com',
      { groupPriorityMinimum: 0 },
      'spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000',
    ],
    [
      'v1.example.com',
      { versionPriority: 1001 },
      'spec.versionPriority: Invalid value: 1001: must be positive and less than 1000',
    ],
    [
      'v1.example.com',
      { caBundle: 'YWE=' },
      'spec.caBundle: Invalid value: "2 bytes": local APIServices may not have a caBundle',
    ],
    ['v1.example.com', { service: { namespace: '', name: 's' } }, 'spec.service.namespace: Required value'],
    [
      'v1.example.com',
      { service: { ...service, port: 70_000 } },
      'spec.service.port: Invalid value: 70000: must be between 1 and 65535, inclusive',
    ],
    [
      'v1.example.com',
      { service, insecureSkipTLSVerify: true, caBundle: 'YWE=' },
      'spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present',
    ],
  ])('are refused: %s %j', async (name, change, problem) => {
    const { status, failure } = await create(name, change);
    expect([status, failure().message]).toEqual([422, expect.stringContaining(problem)]);
  });

  it('have to say something', async () => {
    const { status, text } = await server.send('POST', path, { body: { metadata: { name: 'v1.example.com' } } });
    expect([status, text]).toEqual([422, expect.stringContaining('must be positive and less than 20000')]);
  });

  it('are there for all that the server serves itself', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const table = (await server.send('GET', path, { headers: { accept } })).json<{ rows: { cells: string[] }[] }>();
    const rows = table.rows.map(({ cells }) => cells.slice(0, 3).join(' '));
    expect(rows).toEqual(
      expect.arrayContaining([
        'v1. Local True',
        'v1.apps Local True',
        'v2.autoscaling Local True',
        'v1beta1.metrics.k8s.io Local True',
      ]),
    );
    expect(rows.filter((row) => row.includes('apiregistration'))).toEqual([]);
    const apps = (await server.send('GET', `${path}/v1.apps`)).json<APIService>();
    expect(apps.metadata.labels).toEqual({ 'kube-aggregator.kubernetes.io/automanaged': 'onstart' });
    expect(apps.spec).toEqual({ group: 'apps', version: 'v1', groupPriorityMinimum: 17_800, versionPriority: 15 });
  });

  it('come and go with custom resources', async () => {
    const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const schema = { openAPIV3Schema: { type: 'object' } };
    const body = {
      metadata: { name: 'widgets.made.up' },
      spec: {
        ...{ group: 'made.up', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' } },
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    };
    const watched = server.watch(`${path}?watch=true&fieldSelector=metadata.name%3Dv1.made.up`);
    await server.send('POST', crds, { body });
    const { value: added } = await watched.next();
    expect(added).toMatchObject({
      type: 'ADDED',
      object: { spec: { groupPriorityMinimum: 1000, versionPriority: 100 } },
    });
    await server.send('DELETE', `${crds}/widgets.made.up`);
    expect((await watched.next()).value).toMatchObject({ type: 'DELETED' });
    watched.stop();
  });
});
