import type { MutatingWebhook } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../conformance/test-server.js';

const group = '/apis/admissionregistration.k8s.io';
const path = `${group}/v1/mutatingwebhookconfigurations`;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

const rule = { operations: ['CREATE'], apiGroups: ['made.up'], apiVersions: ['v1'], resources: ['things'] };
const webhook: MutatingWebhook = {
  ...{ name: 'a.made.up', sideEffects: 'None', admissionReviewVersions: ['v1'] },
  ...{ clientConfig: { url: 'https://127.0.0.1:1/' }, rules: [rule] },
};
const service = { name: 's', namespace: 'n' };
const create = (webhooks: unknown[], name = 'refused') =>
  server.send('POST', path, { body: { metadata: { name }, webhooks } });

describe('what is wrong with a webhook', () => {
  it.each<[object, string]>([
    [{ name: '' }, 'name: Required value'],
    [{ name: 'A.b.c' }, 'name: Invalid value: "A.b.c": a lowercase RFC 1123 subdomain must consist of'],
    [{ sideEffects: '' }, 'sideEffects: Unsupported value: "": supported values: "None", "NoneOnDryRun"'],
    [{ timeoutSeconds: 31 }, 'timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds'],
    [{ admissionReviewVersions: ['v1', 'v1'] }, 'admissionReviewVersions[1]: Invalid value: "v1": duplicate version'],
    [{ clientConfig: { url: 'foo' } }, `clientConfig.url: Invalid value: "": 'https' is the only allowed URL scheme`],
    [{ clientConfig: { url: 'foo' } }, 'clientConfig.url: Invalid value: "": host must be specified'],
    [{ clientConfig: { url: 'https://a@b/' } }, 'user information is not permitted in the URL'],
    [{ clientConfig: { url: 'https://b/?x' } }, 'query parameters are not permitted in the URL'],
    [{ clientConfig: { service: { ...service, path: '/A' } } }, 'path: Invalid value: "/A": segment[0]: a lowercase'],
    [{ rules: [{ ...rule, operations: ['*', 'CREATE'] }] }, `if '*' is present, must not specify other operations`],
    [{ rules: [{ ...rule, apiGroups: ['*', ''] }] }, `if '*' is present, must not specify other API groups`],
    [{ rules: [{ ...rule, apiVersions: [''] }] }, 'rules[0].apiVersions[0]: Required value'],
    [{ rules: [{ ...rule, resources: ['a/*', 'a/b'] }] }, `if 'a/*' is present, must not specify a/b`],
    [{ rules: [{ ...rule, resources: ['*/b', 'a/b'] }] }, `if '*/b' is present, must not specify a/b`],
    [{ rules: [{ ...rule, resources: ['*/*', 'a'] }] }, `if '*/*' is present, must not specify other resources`],
    [{ matchConditions: [{ name: '', expression: 'true' }] }, 'matchConditions[0].name: Required value'],
    [{ matchConditions: [{ name: 'a', expression: ' ' }] }, 'matchConditions[0].expression: Required value'],
    [
      { matchConditions: ['a', 'a'].map((name) => ({ name, expression: 'true' })) },
      'matchConditions[1].name: Duplicate value: "a"',
    ],
    [
      { matchConditions: Array.from({ length: 65 }, (_, i) => ({ name: `a${i}`, expression: 'true' })) },
      'matchConditions: Too many: 65: must have at most 64 items',
    ],
    [{ matchConditions: [{ name: 'a', expression: 'self.x' }] }, 'undeclared reference to'],
  ])('%j: %s', async (change, problem) => {
    const { status, failure } = await create([{ ...webhook, ...change }]);
    expect([status, failure().message]).toEqual([422, expect.stringContaining(problem)]);
  });
});

describe('a configuration', () => {
  it('is kept as it was written in a former version, and is no worse after that', async () => {
    const former = { name: 'a.made.up', clientConfig: webhook.clientConfig, admissionReviewVersions: ['v0'] };
    const metadata = { name: 'former' };
    const old = await server.send('POST', `${group}/v1beta1/mutatingwebhookconfigurations`, {
      body: { metadata, webhooks: [former, former] },
    });
    expect([old.status, old.headers.warning]).toEqual([
      201,
      [expect.stringContaining('v1beta1 MutatingWebhookConfiguration is deprecated in v1.16+, unavailable in v1.22+')],
    ]);
    const patch = (body: unknown) =>
      server.send('PATCH', `${path}/former`, { contentType: 'application/merge-patch+json', body });
    expect((await patch({ metadata: { labels: { a: 'b' } } })).status).toBe(200);
    expect((await patch({ webhooks: [{ ...webhook, sideEffects: 'Some' }] })).status).toBe(200);
    expect((await patch({ webhooks: [webhook] })).status).toBe(200);
    const { status, text } = await patch({ webhooks: [webhook, { ...webhook, sideEffects: 'Some' }] });
    expect([status, text]).toEqual([422, expect.stringContaining('webhooks[1].sideEffects: Unsupported value')]);
  });

  it('counts its generations', async () => {
    const created = await create([webhook], 'counted');
    expect(created.json().metadata.generation).toBe(1);
    const body = { webhooks: [{ ...webhook, timeoutSeconds: 3 }] };
    const patched = await server.send('PATCH', `${path}/counted`, {
      contentType: 'application/merge-patch+json',
      body,
    });
    expect(patched.json().metadata.generation).toBe(2);
  });
});
