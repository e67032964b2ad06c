import type { KubernetesObject, NamedRuleWithOperations } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../conformance/test-server.js';
import type { AdmissionRequest } from '../admission-plugin.js';
import { compileMatchConditions } from './match-conditions.js';
import { matchRules } from './match-rules.js';
import { compileSelectors, matchSelectors } from './match-selectors.js';
import { inVersion, objectsOf } from './request-objects.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  const namespace = { metadata: { name: 'prod', labels: { env: 'prod' } } };
  await server.send('POST', '/api/v1/namespaces', { body: namespace });
});
afterAll(() => server.close());

const pod: KubernetesObject = {
  ...{ apiVersion: 'v1', kind: 'Pod' },
  ...{ metadata: { name: 'web', namespace: 'prod', labels: { app: 'web' } }, spec: { containers: [] } },
};

function requestFor(resource: string, change: Partial<AdmissionRequest> = {}): AdmissionRequest {
  const [plural = '', version = 'v1', group = ''] = resource.split('.');
  const { context } = server.server;
  const requested = context.resources.find(group.replaceAll('_', '.'), version, plural);
  if (requested === undefined) throw new Error(`no resource ${resource}`);
  return {
    ...{ operation: 'CREATE', resource: requested.working, requested, subresource: '', name: 'web', object: pod },
    ...{ namespace: 'prod', user: { name: 'alice', groups: ['dev'] }, dryRun: false, reinvocation: false },
    ...{
      server: context,
      warn: () => {},
      annotate: () => {},
      deadline: Number.POSITIVE_INFINITY,
      memory: {},
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    },
    ...change,
  };
}

const all = { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] };

describe('rules', () => {
  it.each<[NamedRuleWithOperations, string, Partial<AdmissionRequest>, string]>([
    [all, 'pods', {}, 'v1'],
    [all, 'pods', { subresource: 'status' }, 'none'],
    [{ ...all, resources: ['*/*'] }, 'pods', { subresource: 'status' }, 'v1'],
    [{ ...all, resources: ['*/*'] }, 'pods', {}, 'v1'],
    [{ ...all, resources: ['pods/*'] }, 'pods', {}, 'v1'],
    [{ ...all, resources: ['*/scale'] }, 'deployments.v1.apps', { subresource: 'scale' }, 'v1'],
    [{ ...all, resources: ['pods'] }, 'services', {}, 'none'],
    [{ ...all, operations: ['UPDATE', 'DELETE'] }, 'pods', {}, 'none'],
    [{ ...all, apiGroups: ['apps'] }, 'pods', {}, 'none'],
    [{ ...all, apiGroups: [''] }, 'pods', {}, 'v1'],
    [{ ...all, scope: 'Cluster' }, 'pods', {}, 'none'],
    [{ ...all, scope: 'Cluster' }, 'namespaces', {}, 'v1'],
    [{ ...all, scope: 'Namespaced' }, 'namespaces', {}, 'none'],
    [{ ...all, resourceNames: ['web'] }, 'pods', {}, 'v1'],
    [{ ...all, resourceNames: ['db'] }, 'pods', {}, 'none'],
    [{ ...all, apiVersions: ['v1'] }, 'deployments.v1beta1.apps', {}, 'v1'],
    [{ ...all, apiVersions: ['v1', 'v1beta1'] }, 'deployments.v1beta1.apps', {}, 'v1beta1'],
  ])('%j for %s %j: %s', (rule, resource, change, expected) => {
    const found = matchRules({ rules: [rule], matchPolicy: 'Equivalent' }, requestFor(resource, change));
    expect(found?.version ?? 'none').toBe(expected);
  });

  it('are met by the version of the request alone, where they are exact', () => {
    const set = { rules: [{ ...all, apiVersions: ['v1'] }], matchPolicy: 'Exact' };
    expect(matchRules(set, requestFor('deployments.v1beta1.apps'))).toBeUndefined();
  });
});

describe('selectors', () => {
  it.each<[Parameters<typeof compileSelectors>[0], string, Partial<AdmissionRequest>, boolean]>([
    [{}, 'pods', {}, true],
    [{ objectSelector: { matchLabels: { app: 'web' } } }, 'pods', {}, true],
    [{ objectSelector: { matchLabels: { app: 'db' } } }, 'pods', {}, false],
    [{ objectSelector: { matchLabels: { app: 'db' } } }, 'pods', { oldObject: labelled('db') }, true],
    [{ objectSelector: { matchLabels: { app: 'web' } } }, 'pods', { operation: 'CONNECT' }, false],
    [{ namespaceSelector: { matchLabels: { env: 'prod' } } }, 'pods', {}, true],
    [{ namespaceSelector: { matchLabels: { env: 'dev' } } }, 'pods', {}, false],
    [{ namespaceSelector: { matchLabels: { env: 'dev' } } }, 'nodes', { namespace: '' }, true],
    [{ namespaceSelector: { matchLabels: { app: 'x' } } }, 'namespaces', { object: labelled('x') }, true],
    [{ namespaceSelector: { matchLabels: { app: 'y' } } }, 'namespaces', { object: labelled('x') }, false],
  ])('%j for %s %j: %s', (selectors, resource, change, expected) => {
    const request = requestFor(resource, change);
    expect(matchSelectors(compileSelectors(selectors), request, objectsOf(request))).toBe(expected);
  });

  it('have to know the labels of the namespace', () => {
    const request = requestFor('pods', { namespace: 'nowhere' });
    const selectors = compileSelectors({ namespaceSelector: { matchLabels: { env: 'prod' } } });
    expect(() => matchSelectors(selectors, request, objectsOf(request))).toThrow('namespaces "nowhere" not found');
  });

  it('see a Scale without the labels of what is scaled', () => {
    const deployment = { ...pod, kind: 'Deployment', apiVersion: 'apps/v1', spec: { replicas: 1, selector: {} } };
    const request = requestFor('deployments.v1.apps', { subresource: 'scale', object: deployment });
    const selectors = compileSelectors({ objectSelector: { matchLabels: { app: 'web' } } });
    expect(matchSelectors(selectors, request, objectsOf(request))).toBe(false);
  });
});

describe('match conditions', () => {
  const evaluate = async (failurePolicy: string, expressions: string[], request = requestFor('pods')) => {
    const conditions = expressions.map((expression, index) => ({ name: `c${index}`, expression }));
    return compileMatchConditions(conditions, { failurePolicy })(await inVersion(request, request.requested));
  };
  const missing = "expression 'object.spec.nothing == 1' resulted in error: no such key: nothing";

  it.each([
    [['object.metadata.name == "web"', 'oldObject == null'], { matches: true }],
    [['request.userInfo.username == "alice"', '"dev" in request.userInfo.groups'], { matches: true }],
    [['request.resource.resource == "pods" && request.kind.kind == "Pod"'], { matches: true }],
    [['!authorizer.requestResource.check("delete").allowed()'], { matches: true }],
    [['authorizer.serviceAccount("default", "x").path("/healthz").check("get").reason() == ""'], { matches: true }],
    [['request.options.kind == "CreateOptions" && !request.dryRun'], { matches: true }],
    [['true', 'request.operation == "DELETE"'], { matches: false, excludedBy: 'c1' }],
    [['object.spec.nothing == 1', 'false'], { matches: false, excludedBy: 'c1' }],
    [['true', 'object.spec.nothing == 1'], { error: missing }],
  ])('%j: %j', async (expressions, outcome) => {
    expect(await evaluate('Fail', expressions)).toEqual(outcome);
  });

  it('that fail mean no, where failures are ignored', async () => {
    expect(await evaluate('Ignore', ['object.spec.nothing == 1'])).toEqual({ matches: false });
  });

  it('may cost so much together, and no more', async () => {
    const costly = '[1,2,3,4,5,6,7,8,9].all(a, [1,2,3,4,5,6,7,8,9].all(b, [1,2,3,4,5,6,7,8,9].all(c, a + b + c > 0)))';
    expect(
      await evaluate(
        'Fail',
        Array.from({ length: 64 }, () => costly),
      ),
    ).toEqual({ matches: true });
    const many = costly.replaceAll('1,2,3,4,5,6,7,8,9', Array.from({ length: 35 }, (_, i) => i + 1).join());
    expect(
      await evaluate(
        'Fail',
        Array.from({ length: 64 }, () => many),
      ),
    ).toEqual({
      error: expect.stringContaining('out of cost budget'),
    });
  });
});

function labelled(app: string): KubernetesObject {
  return { ...pod, metadata: { name: app, labels: { app } } };
}
