import { describe, expect, it } from 'vitest';
import { type AdmissionScope, compileAdmission, compileVariables } from './admission-expression.js';
import { type AdmissionInput, type AdmissionVariables, admissionVariables, withVariables } from './admission-values.js';
import { Budget, BudgetError } from './budget.js';
import { evaluateAdmission, PolicyVariables } from './evaluate-admission.js';
import type { AuthorizationCheck } from './library/authorization.js';
import { applyConfigurationType, jsonPatchType, typeNameProblems } from './mutation-types.js';
import { bool, listOf, nullType, string, type Type } from './types.js';

const scope: AdmissionScope = { params: true, authorizer: true };

const input: AdmissionInput = {
  object: () => ({ metadata: { name: 'web', labels: { app: 'a' } }, spec: { replicas: 3 } }),
  oldObject: () => undefined,
  request: () => ({
    kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
    namespace: 'default',
    operation: 'CREATE',
    userInfo: { username: 'jane', groups: ['dev'] },
    dryRun: false,
  }),
  namespaceObject: () => ({
    metadata: { name: 'default', labels: { env: 'test' }, creationTimestamp: '2024-01-01T00:00:00Z' },
    spec: { finalizers: ['kubernetes'] },
  }),
  params: { spec: { max: 5 } },
  authorizer: {
    authorize: (check) => ({ allowed: check.verb === 'get', reason: describeCheck(check) }),
    requestResource: { group: 'apps', resource: 'deployments', subresource: '', namespace: 'default', name: 'web' },
  },
};

function describeCheck({ serviceAccount, path, resource }: AuthorizationCheck): string {
  const who = serviceAccount === undefined ? 'requester' : `${serviceAccount.namespace}/${serviceAccount.name}`;
  const what = resource === undefined ? path : Object.values(resource).join('|');
  return `${who} ${what}`;
}

function evaluate(text: string, budget = new Budget(1_000_000)): unknown {
  return evaluateAdmission(compileAdmission(text, scope), admissionVariables(input), budget);
}

describe('expressions of admission', () => {
  it.each([
    'object.spec.replicas <= params.spec.max',
    'oldObject == null',
    'request.operation == "CREATE" && request.namespace == "default" && !request.dryRun',
    '"dev" in request.userInfo.groups && !has(request.userInfo.uid)',
    'request.kind.kind == "Deployment"',
    'namespaceObject.metadata.labels.env == "test"',
    'namespaceObject.metadata.creationTimestamp < timestamp("2025-01-01T00:00:00Z")',
    'authorizer.path("/healthz").check("get").allowed()',
    '!authorizer.path("/healthz").check("put").allowed()',
    'authorizer.path("/healthz").check("get").reason() == "requester /healthz"',
    'authorizer.group("apps").resource("deployments").subresource("s").namespace("n").name("x").check("get").reason() == "requester apps|deployments|s|n|x"',
    'authorizer.group("").resource("pods").fieldSelector("a=b").labelSelector("c").check("list").reason() == "requester |pods||||a=b|c"',
    'authorizer.serviceAccount("ns", "sa").group("").resource("pods").check("get").reason() == "ns/sa |pods|||"',
    'authorizer.requestResource.check("get").reason() == "requester apps|deployments||default|web"',
    '!authorizer.requestResource.check("get").errored() && authorizer.requestResource.check("get").error() == ""',
  ])('%s', (text) => {
    expect(evaluate(text)).toEqual({ value: true });
  });

  it.each([
    ['object.data.x == 1', "expression 'object.data.x == 1' resulted in error: no such key: data"],
    ['authorizer.path(" ").check("get").allowed()', 'path must not be empty'],
    ['authorizer.group("").resource("").check("get").allowed()', 'resource must not be empty'],
    ['authorizer.serviceAccount("A", "x").path("/").check("get").allowed()', 'Invalid service account namespace'],
    ['authorizer.serviceAccount("a", "X").path("/").check("get").allowed()', 'Invalid service account name'],
  ])('%s fails', (text, error) => {
    expect(evaluate(text)).toEqual({ error: expect.stringContaining(error) });
  });

  it.each<[string, Partial<AdmissionScope>, readonly Type[], string]>([
    ['object.', {}, [], "compilation failed: ERROR: <input>:1:8: Syntax error: no viable alternative at input '.'"],
    ['params == 1', { params: false }, [], "undeclared reference to 'params' (in container '')"],
    ['authorizer.path("/")', { authorizer: false }, [], "undeclared reference to 'authorizer' (in container '')"],
    ['variables.x', {}, [], "undeclared reference to 'variables' (in container '')"],
    ['variables.x', { variables: new Map() }, [], "undefined field 'x'"],
    ['request.nope', {}, [], "undefined field 'nope'"],
    ['1', {}, [bool], 'must evaluate to bool but got int'],
    ['object.spec', {}, [bool], 'must evaluate to bool but got dyn'],
    ['1', {}, [string, nullType], 'must evaluate to one of [string null_type] but got int'],
    ['Object{}', {}, [], "undeclared reference to 'Object' (in container '')"],
    ['jsonpatch.escapeKey("a")', {}, [], "undeclared reference to 'jsonpatch' (in container '')"],
    ['Other{}', { mutation: true }, [], "undeclared reference to 'Other' (in container '')"],
    ['JSONPatch{nope: 1}', { mutation: true }, [], "undefined field 'nope'"],
    ['JSONPatch{op: 1}', { mutation: true }, [], "expected type of field 'op' is 'string' but provided type is 'int'"],
    ['[JSONPatch{op: "add"}]', { mutation: true }, [applyConfigurationType], 'must evaluate to Object'],
    ['Object{}', { mutation: true }, [listOf(jsonPatchType)], 'must evaluate to list(JSONPatch)'],
  ])('%s does not compile', (text, more, types, problem) => {
    expect(compileAdmission(text, { ...scope, ...more }, types).problem).toContain(problem);
  });
});

describe('variables of policies', () => {
  const calls: string[] = [];
  const counting: AdmissionInput = {
    ...input,
    object: () => {
      calls.push('object');
      return { spec: { replicas: 3 } };
    },
  };

  function policy(definitions: Readonly<Record<string, string>>, expression: string, limit = 1_000_000): unknown {
    const list = Object.entries(definitions).map(([name, text]) => ({ name, expression: text }));
    const { expressions, types } = compileVariables(list, scope);
    const budget = new Budget(limit);
    const variables: AdmissionVariables = withVariables(admissionVariables(counting), {
      variables: () => new PolicyVariables(expressions, () => variables, budget),
    });
    return evaluateAdmission(compileAdmission(expression, { ...scope, variables: types }), variables, budget);
  }

  it('are evaluated when they are looked at, and once', () => {
    calls.length = 0;
    expect(policy({ a: 'object.spec.replicas', b: 'variables.a + 1' }, 'true')).toEqual({ value: true });
    expect(calls).toEqual([]);
    expect(policy({ a: 'object.spec.replicas', b: 'variables.a + 1' }, 'variables.b + variables.a')).toEqual({
      value: 7n,
    });
    expect(calls).toEqual(['object']);
  });

  it('tell why they have no value', () => {
    expect(policy({ a: 'object.nope' }, 'variables.a == 1')).toEqual({
      error:
        'expression \'variables.a == 1\' resulted in error: composited variable "a" fails to evaluate: no such key: nope',
    });
  });

  it('forget the fields of what they are, as upstream does', () => {
    const authorized = 'variables.a.path("/").check("get").allowed()';
    expect(policy({ a: 'authorizer' }, authorized)).toEqual({ value: true });
    expect(policy({ r: 'request' }, 'has(variables.r.nothing)')).toEqual({ value: false });
  });

  it('cost what they cost', () => {
    expect(() => policy({ a: '[1, 2, 3].map(x, x * 2)' }, 'variables.a.size() == 3', 20)).toThrow(BudgetError);
  });
});

describe('expressions of mutations', () => {
  const mutation: AdmissionScope = { ...scope, mutation: true };

  function make(text: string) {
    const result = evaluateAdmission(compileAdmission(text, mutation), admissionVariables(input), new Budget(1e6));
    if (result.error !== undefined) throw new Error(result.error);
    return result.value;
  }

  it('make objects of whatever fields', () => {
    const made = make('Object{metadata: Object.metadata{labels: {"a": "b"}, ?name: optional.none()}}');
    expect(made).toMatchObject({ typeName: 'Object' });
    expect(make('Object{spec: Object.spec{replicas: object.spec.replicas + 1}}.spec.replicas')).toBe(4n);
  });

  it('make operations', () => {
    expect(make('[JSONPatch{op: "add", path: "/" + jsonpatch.escapeKey("a/b~c"), value: 1}][0].path')).toBe('/a~1b~0c');
  });

  it('name their types after the path of fields', () => {
    const problem = 'unexpected type name "Object.spec.x", expected "Object.spec.selector"';
    expect(typeNameProblems(make('Object{spec: Object.spec{selector: Object.spec.x{}}}'))).toEqual([
      `${problem}, which matches field name path from root Object type`,
    ]);
    expect(typeNameProblems(make('Object{spec: Object.spec{list: [Object.spec.list{name: "a"}]}}'))).toEqual([]);
  });
});
