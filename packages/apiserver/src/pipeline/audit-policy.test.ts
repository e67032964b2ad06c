import { describe, expect, it } from 'vitest';
import { startTestServer } from '../conformance/test-server.js';
import { decideAudit, readAuditPolicy } from './audit-policy.js';
import { requestInfoOf } from './request-info.js';

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';
const policy = readAuditPolicy(`${head}
omitStages: [RequestReceived]
rules:
- {level: None, users: ['system:kube-proxy'], verbs: [watch], resources: [{resources: [endpoints, services]}]}
- {level: None, nonResourceURLs: ['/healthz*', /version]}
- {level: Metadata, resources: [{resources: [secrets, 'pods/*', '*/scale']}], omitStages: [ResponseStarted]}
- {level: RequestResponse, namespaces: [team], resources: [{group: apps}], omitManagedFields: true}
- {level: Request, resources: [{resources: [configmaps], resourceNames: [a]}]}
- {level: None, userGroups: ['system:nodes']}
- {level: Metadata, verbs: [delete]}
`);

const user = (name: string, ...groups: string[]) => ({ name, groups });

describe('decideAudit', () => {
  it.each([
    ['GET', '/api/v1/services?watch=true', user('system:kube-proxy'), 'None'],
    ['GET', '/healthz/etcd', user('a'), 'None'],
    ['GET', '/api/v1/namespaces/x/secrets/s', user('a'), 'Metadata'],
    ['GET', '/api/v1/namespaces/x/pods/p/log', user('a'), 'Metadata'],
    ['PUT', '/apis/apps/v1/namespaces/team/deployments/d', user('a'), 'RequestResponse'],
    ['PUT', '/apis/apps/v1/namespaces/other/deployments/d', user('a'), 'None'],
    ['PUT', '/api/v1/namespaces/x/configmaps/a', user('a'), 'Request'],
    ['DELETE', '/api/v1/namespaces/x/configmaps/b', user('a'), 'Metadata'],
    ['DELETE', '/api/v1/namespaces/x/configmaps/b', user('n', 'system:nodes'), 'None'],
  ])('%s %s by %j is %s', (method, url, who, level) => {
    expect(decideAudit(policy, requestInfoOf(method, url), who).level).toBe(level);
  });
});

describe('readAuditPolicy', () => {
  it.each([
    ['rules: []', 'loaded illegal policy with 0 rules'],
    ['rules: [{level: Some}]', 'rules[0].level: Unsupported value: "Some": supported values: "None"'],
    [
      'rules: [{level: None, nonResourceURLs: [a]}]',
      'rules[0].nonResourceURLs[0]: Invalid value: "a": non-resource URL rules must begin',
    ],
    [
      'rules: [{level: None, omitStages: [X]}]',
      'rules[0].omitStages[0]: Invalid value: "X": allowed stages are RequestReceived,',
    ],
    [
      'rules: [{level: None, nonResourceURLs: [/a], namespaces: [b]}]',
      'rules[0].nonResourceURLs: Invalid value: ["/a"]: rules cannot apply to both regular resources and non-resource URLs',
    ],
    ['rules: [{levels: None}]', 'strict decoding error: unknown field "rules[0].levels"'],
  ])('refuses %s', (text, message) => expect(() => readAuditPolicy(head + text)).toThrow(message));
});

it('writes what was asked and answered, at every stage', async () => {
  const lines: string[] = [];
  const text = `${head}rules: [{level: RequestResponse, resources: [{resources: [configmaps]}], omitManagedFields: true}]`;
  const server = await startTestServer({ audit: (line) => lines.push(line), auditPolicy: readAuditPolicy(text) });
  const body = { metadata: { name: 'a' }, data: { b: 'c' } };
  const headers = { 'audit-id': 'mine', accept: 'application/vnd.kubernetes.protobuf' };
  await server.send('POST', '/api/v1/namespaces/default/configmaps', { body, headers });
  const watch = server.watch('/api/v1/configmaps?watch=true');
  await watch.next();
  watch.stop();
  await watch.next().catch(() => undefined);
  await server.close();
  const events = lines.map((line) => JSON.parse(line));
  expect(events.map(({ stage, verb }) => `${verb} ${stage}`)).toEqual([
    'create RequestReceived',
    'create ResponseComplete',
    'watch RequestReceived',
    'watch ResponseStarted',
    'watch ResponseComplete',
  ]);
  expect(events[1]).toMatchObject({
    ...{ auditID: 'mine', level: 'RequestResponse', requestObject: body },
    responseObject: { kind: 'ConfigMap', data: { b: 'c' }, metadata: { name: 'a' } },
  });
  expect(events[1].responseObject.metadata).not.toHaveProperty('managedFields');
  expect(events[2]).not.toHaveProperty('responseStatus');
});
