import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../conformance/test-server.js';

const collection = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

it('is a list that is empty, in discovery, and watched', async () => {
  expect((await server.send('GET', collection)).json()).toMatchObject({
    kind: 'CustomResourceDefinitionList',
    apiVersion: 'apiextensions.k8s.io/v1',
    items: [],
  });
  expect((await server.send('GET', '/apis/apiextensions.k8s.io/v1')).json()).toMatchObject({
    resources: [{ name: 'customresourcedefinitions', shortNames: ['crd', 'crds'], verbs: ['get', 'list', 'watch'] }],
  });
  expect((await server.send('GET', `${collection}/widgets.example.com`)).failure()).toMatchObject({
    code: 404,
    message: 'customresourcedefinitions.apiextensions.k8s.io "widgets.example.com" not found',
  });
  const watch = server.watch(`${collection}?watch=true&timeoutSeconds=1`);
  expect((await watch.next()).done).toBe(true);
});

it.each([
  ['POST', collection],
  ['PUT', `${collection}/widgets.example.com`],
  ['PATCH', `${collection}/widgets.example.com`],
  ['DELETE', `${collection}/widgets.example.com`],
])('refuses %s, and stores nothing', async (method, url) => {
  const body = { metadata: { name: 'widgets.example.com' }, spec: { group: 'example.com' } };
  const answer = await server.send(method, url, { body });
  expect(answer.failure()).toMatchObject({
    code: 405,
    reason: 'MethodNotAllowed',
    message: 'the server does not allow this method on the requested resource',
  });
  expect(server.server.context.store.count('/registry/apiextensions.k8s.io/')).toBe(0);
});
