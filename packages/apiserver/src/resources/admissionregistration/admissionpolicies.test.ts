import type { Status } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../conformance/test-server.js';

const group = '/apis/admissionregistration.k8s.io/v1';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

const rule = { operations: ['CREATE'], apiGroups: ['made.up'], apiVersions: ['v1'], resources: ['things'] };
const match = { resourceRules: [rule] };
const validating = { matchConstraints: match, validations: [{ expression: 'true' }] };
const mutating = {
  ...{ matchConstraints: match, reinvocationPolicy: 'Never' },
  mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[JSONPatch{op: "test", path: "/"}]' } }],
};
const binding = { policyName: 'p', validationActions: ['Deny'] };

async function problemsOf(resource: string, spec: object): Promise<string[]> {
  const { status, failure } = await server.send('POST', `${group}/${resource}`, {
    body: { metadata: { name: 'p' }, spec },
  });
  expect(status).toBe(422);
  return (failure() as Status).details?.causes?.map(({ field, message }) => `${field}: ${message}`) ?? [];
}

const params = (change: object) => ({ name: 'x', parameterNotFoundAction: 'Deny', ...change });

describe('what is wrong with a ValidatingAdmissionPolicy', () => {
  it.each<[object, string]>([
    [{ failurePolicy: 'x' }, 'spec.failurePolicy: Unsupported value: "x": supported values: "Fail", "Ignore"'],
    [{ paramKind: { kind: 'ConfigMap' } }, 'spec.paramKind.apiVersion: Required value'],
    [
      { paramKind: { apiVersion: 'a/b/c', kind: 'A' } },
      'Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
    ],
    [{ paramKind: { apiVersion: 'a/', kind: 'A' } }, 'spec.paramKind.apiVersion: Invalid value: "a/": version must be'],
    [{ paramKind: { apiVersion: 'v1' } }, 'spec.paramKind.kind: Required value'],
    [{ paramKind: { apiVersion: 'v1', kind: 'A_B' } }, 'may have mixed case, but should otherwise match: a DNS-1035'],
    [{ matchConstraints: undefined }, 'spec.matchConstraints: Required value'],
    [{ matchConstraints: {} }, 'spec.matchConstraints.resourceRules: Required value'],
    [{ matchConstraints: { ...match, matchPolicy: 'x' } }, 'supported values: "Equivalent", "Exact"'],
    [
      { matchConstraints: { resourceRules: [{ ...rule, operations: [] }] } },
      'resourceRules[0].operations: Required value',
    ],
    [{ matchConstraints: { resourceRules: [{ ...rule, resourceNames: ['a/b'] }] } }, `may not contain '/'`],
    [
      { matchConstraints: { resourceRules: [{ ...rule, resourceNames: ['a', 'a'] }] } },
      'resourceNames[1]: Duplicate value',
    ],
    [
      { matchConditions: [{ name: 'a', expression: 'params.x' }] },
      `undeclared reference to 'params' (in container '')`,
    ],
    [
      { matchConditions: [{ name: 'a', expression: '1' }] },
      'matchConditions[0].expression: Invalid value: "1": must evaluate to bool',
    ],
    [{ variables: [{ name: '', expression: '1' }] }, 'spec.variables[0].name: Required value: name is not specified'],
    [
      { variables: [{ name: 'in', expression: '1' }] },
      'spec.variables[0].name: Invalid value: "in": must be a valid CEL identifier',
    ],
    [
      { variables: [{ name: 'a', expression: '' }] },
      'spec.variables[0].expression: Required value: expression is not specified',
    ],
    [
      { variables: [{ name: 'a', expression: 'variables.b' }] },
      `compilation failed: ERROR: <input>:1:10: undefined field 'b'`,
    ],
    [
      { validations: [] },
      'spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item',
    ],
    [
      { validations: [{ expression: ' ' }] },
      'spec.validations[0].expression: Required value: expression is not specified',
    ],
    [{ validations: [{ expression: 'object.x' }] }, 'Invalid value: "object.x": must evaluate to bool'],
    [
      { validations: [{ expression: 'true', messageExpression: '1' }] },
      'messageExpression: Invalid value: "1": must evaluate to string',
    ],
    [{ validations: [{ expression: 'true', messageExpression: ' ' }] }, 'must be non-empty if specified'],
    [
      { validations: [{ expression: 'true', messageExpression: 'authorizer.path("/").check("get").reason()' }] },
      `undeclared reference to 'authorizer'`,
    ],
    [
      { validations: [{ expression: 'true', message: ' ' }] },
      'message: Invalid value: " ": message must be non-empty if specified',
    ],
    [{ validations: [{ expression: 'true', message: 'a\nb' }] }, 'message must not contain line breaks'],
    [
      { validations: [{ expression: 'true', reason: 'x' }] },
      '"Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"',
    ],
    [
      { auditAnnotations: [{ key: '', valueExpression: '"a"' }] },
      'spec.auditAnnotations[0].key: Invalid value: "p/": name part must be non-empty',
    ],
    [{ auditAnnotations: [{ key: 'a', valueExpression: '' }] }, 'valueExpression is not specified'],
    [{ auditAnnotations: [{ key: 'a', valueExpression: '1' }] }, 'must evaluate to one of [string null_type]'],
    [
      { auditAnnotations: [{ key: 'a', valueExpression: `"${'x'.repeat(5200)}"` }] },
      'must not exceed 5120 bytes in length',
    ],
    [
      { auditAnnotations: ['a', 'a'].map((key) => ({ key, valueExpression: '"a"' })) },
      'auditAnnotations[1].key: Duplicate value: "a"',
    ],
  ])('%j: %s', async (change, problem) => {
    const problems = await problemsOf('validatingadmissionpolicies', { ...validating, ...change });
    expect(problems).toContainEqual(expect.stringContaining(problem));
  });
});

describe('what is wrong with a MutatingAdmissionPolicy', () => {
  const patch = (change: object) => ({ mutations: [change] });

  it.each<[object, string]>([
    [{ mutations: [] }, 'spec.mutations: Required value: mutations must contain at least one item'],
    [{ reinvocationPolicy: undefined }, 'spec.reinvocationPolicy: Required value'],
    [
      { reinvocationPolicy: 'x' },
      'spec.reinvocationPolicy: Unsupported value: "x": supported values: "IfNeeded", "Never"',
    ],
    [patch({ jsonPatch: { expression: '[]' } }), 'spec.mutations[0].patchType: Required value'],
    [patch({ patchType: 'x' }), 'Unsupported value: "x": supported values: "ApplyConfiguration", "JSONPatch"'],
    [
      patch({ patchType: 'JSONPatch' }),
      'spec.mutations[0].jsonPatch: Required value: must be specified when patchType is JSONPatch',
    ],
    [
      patch({ patchType: 'JSONPatch', jsonPatch: { expression: ' ' } }),
      'spec.mutations[0].jsonPatch.expression: Required value',
    ],
    [
      patch({ patchType: 'JSONPatch', applyConfiguration: { expression: 'Object{}' } }),
      'applyConfiguration: Invalid value: "{applyConfiguration}": must not be specified when patchType is JSONPatch',
    ],
    [patch({ patchType: 'JSONPatch', jsonPatch: { expression: 'Object{}' } }), 'must evaluate to list(JSONPatch)'],
    [patch({ patchType: 'ApplyConfiguration', applyConfiguration: { expression: '1' } }), 'must evaluate to Object'],
    [
      { matchConstraints: { resourceRules: [{ ...rule, operations: ['DELETE'] }] } },
      'spec.matchConstraints.resourceRules.operations: Unsupported value: "DELETE": supported values: "*", "CONNECT", "CREATE", "UPDATE"',
    ],
  ])('%j: %s', async (change, problem) => {
    const problems = await problemsOf('mutatingadmissionpolicies', { ...mutating, ...change });
    expect(problems).toContainEqual(expect.stringContaining(problem));
  });
});

describe('what is wrong with a binding', () => {
  it.each<[object, string]>([
    [{ policyName: '' }, 'spec.policyName: Required value'],
    [{ policyName: 'A' }, 'spec.policyName: Invalid value: "A": a lowercase RFC 1123 subdomain'],
    [{ paramRef: params({ selector: {} }) }, 'spec.paramRef.name: Forbidden: name and selector are mutually exclusive'],
    [{ paramRef: params({ name: '' }) }, 'spec.paramRef: Required value: one of name or selector must be specified'],
    [{ paramRef: params({ name: 'a/b' }) }, `spec.paramRef.name: Invalid value: "a/b": may not contain '/'`],
    [
      { paramRef: params({ parameterNotFoundAction: undefined }) },
      'spec.paramRef.parameterNotFoundAction: Required value',
    ],
    [
      { paramRef: params({ parameterNotFoundAction: 'x' }) },
      'Unsupported value: "x": supported values: "Deny", "Allow"',
    ],
    [{ matchResources: { matchPolicy: 'x' } }, 'spec.matchResources.matchPolicy: Unsupported value: "x"'],
    [{ validationActions: [] }, 'spec.validationActions: Required value: at least one validation action is required'],
    [
      { validationActions: ['x'] },
      'spec.validationActions[0]: Unsupported value: "x": supported values: "Audit", "Deny", "Warn"',
    ],
    [
      { validationActions: ['Deny', 'Warn'] },
      'must not contain both Deny and Warn (repeating the same validation failure',
    ],
  ])('%j: %s', async (change, problem) => {
    const problems = await problemsOf('validatingadmissionpolicybindings', { ...binding, ...change });
    expect(problems).toContainEqual(expect.stringContaining(problem));
  });
});

describe('who writes about parameters', () => {
  const masquerade = { 'impersonate-user': 'jane' };
  const admin = { name: 'admissionregistration', verbs: ['*'] };

  it('may read them', async () => {
    await server.send('POST', '/apis/rbac.authorization.k8s.io/v1/clusterroles', {
      body: {
        metadata: { name: admin.name },
        rules: [{ apiGroups: ['admissionregistration.k8s.io'], resources: ['*'], verbs: ['*'] }],
      },
    });
    await server.send('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
      body: {
        metadata: { name: admin.name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: admin.name },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }],
      },
    });
    const policy = {
      metadata: { name: 'by-jane' },
      spec: { ...validating, paramKind: { apiVersion: 'v1', kind: 'Secret' } },
    };
    const asJane = await server.send('POST', `${group}/validatingadmissionpolicies`, {
      body: policy,
      headers: masquerade,
    });
    expect(asJane.failure().message).toContain(
      'spec.paramKind: Forbidden: user &{jane  [system:authenticated] map[]} must have "get" permission on all objects of the referenced paramKind (kind=Secret, apiVersion=v1)',
    );
    expect((await server.send('POST', `${group}/validatingadmissionpolicies`, { body: policy })).status).toBe(201);
    const bound = {
      metadata: { name: 'by-jane' },
      spec: { ...binding, policyName: 'by-jane', paramRef: params({ namespace: 'default' }) },
    };
    const bindingAsJane = await server.send('POST', `${group}/validatingadmissionpolicybindings`, {
      body: bound,
      headers: masquerade,
    });
    expect(bindingAsJane.failure().message).toContain(
      'does not have "get" permission on the object referenced by paramRef',
    );
  });
});

describe('tables', () => {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const cellsOf = async (resource: string, name: string, spec: object) => {
    await server.send('POST', `${group}/${resource}`, { body: { metadata: { name }, spec } });
    const { json } = await server.send('GET', `${group}/${resource}/${name}`, { headers: { accept } });
    const { columnDefinitions, rows } = json<{ columnDefinitions: { name: string }[]; rows: { cells: unknown[] }[] }>();
    return [columnDefinitions.map((column) => column.name), rows[0]?.cells.slice(0, 3)];
  };

  it('show kinds of parameters, and where they come from', async () => {
    const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };
    expect(await cellsOf('validatingadmissionpolicies', 't', { ...validating, paramKind })).toEqual([
      ['Name', 'Validations', 'ParamKind', 'Age'],
      ['t', 1, 'v1/ConfigMap'],
    ]);
    expect(await cellsOf('mutatingadmissionpolicies', 't', mutating)).toEqual([
      ['Name', 'Mutations', 'ParamKind', 'Age'],
      ['t', 1, '<unset>'],
    ]);
    const names = ['Name', 'PolicyName', 'ParamRef', 'Age'];
    const bound = (paramRef: object) => ({ policyName: 'p', paramRef });
    const resource = 'mutatingadmissionpolicybindings';
    expect(await cellsOf(resource, 'a', bound(params({})))).toEqual([names, ['a', 'p', '*/x']]);
    expect(await cellsOf(resource, 'b', bound(params({ namespace: 'n' })))).toEqual([names, ['b', 'p', 'n/x']]);
    const selector = { matchLabels: { a: 'b' } };
    expect(await cellsOf(resource, 'c', bound(params({ name: undefined, selector })))).toEqual([
      names,
      ['c', 'p', '&LabelSelector{MatchLabels:map[string]string{a: b,},MatchExpressions:[]LabelSelectorRequirement{},}'],
    ]);
  });
});
