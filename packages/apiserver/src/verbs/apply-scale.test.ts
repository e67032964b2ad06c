import type { KubernetesObject, ManagedFieldsEntry } from '@sampan/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../conformance/test-server.js';
import { samples } from '../resources/samples.js';

let server: TestServer;
const deployments = '/apis/apps/v1/namespaces/default/deployments';

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

const send = (url: string, body: object) =>
  server.send('PATCH', url, { body, contentType: 'application/apply-patch+yaml' });

function applyDeployment(name: string) {
  const sample = structuredClone(samples['apps/v1/Deployment']) as KubernetesObject & { spec: object };
  const { apiVersion, kind, spec } = sample;
  const body = { apiVersion, kind, metadata: { name }, spec: { ...spec, replicas: 2 } };
  return send(`${deployments}/${name}?fieldManager=author`, body);
}

const applyScale = (name: string, query: string) =>
  send(`${deployments}/${name}/scale?${query}`, {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name },
    spec: { replicas: 5 },
  });

/** Who owns the replicas, and how. */
async function owners(name: string) {
  const { metadata } = (await server.send('GET', `${deployments}/${name}`)).json();
  const owns = ({ fieldsV1 }: ManagedFieldsEntry) =>
    'f:replicas' in ((fieldsV1 as Record<string, object> | undefined)?.['f:spec'] ?? {});
  return (metadata.managedFields ?? [])
    .filter(owns)
    .map(({ manager, operation, subresource = '', apiVersion }) => ({ manager, operation, subresource, apiVersion }));
}

const scaler = { manager: 'scaler', operation: 'Apply', subresource: 'scale', apiVersion: 'apps/v1' };

it('refuses to apply a Scale over who owns the replicas', async () => {
  expect((await applyDeployment('owned')).status).toBe(201);
  expect((await applyScale('owned', 'fieldManager=scaler')).failure()).toMatchObject({
    code: 409,
    message: 'Apply failed with 1 conflict: conflict with "author": .spec.replicas',
  });
});

it('hands the replicas over where that is forced, and keeps them', async () => {
  await applyDeployment('forced');
  expect((await applyScale('forced', 'fieldManager=scaler&force=true')).json()).toMatchObject({
    spec: { replicas: 5 },
  });
  expect(await owners('forced')).toEqual([scaler]);
  const first = (await server.send('GET', `${deployments}/forced`)).text;
  expect((await applyScale('forced', 'fieldManager=scaler')).status).toBe(200);
  expect((await server.send('GET', `${deployments}/forced`)).text).toBe(first);
});

it('shows no owners where a Scale is only read', async () => {
  await applyDeployment('read');
  expect((await server.send('GET', `${deployments}/read/scale`)).json().metadata.managedFields).toBeUndefined();
});
