import { type NamedRuleWithOperations, resources, type ValidatingAdmissionPolicy } from '@sampan/api';
import { discover } from '@sampan/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';
import { formatKind, kindsOfRules } from './kinds-of-rules.js';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ controllers: ['validatingadmissionpolicy-status'] });
});
afterAll(() => cluster.stop());

const rule = (more: Partial<NamedRuleWithOperations> = {}): NamedRuleWithOperations => ({
  ...{ operations: ['CREATE'], apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] },
  ...more,
});

describe('the kinds that rules name', () => {
  it.each<[Partial<NamedRuleWithOperations>[], string[]]>([
    [[{}], ['apps/v1, Kind=Deployment']],
    [
      [{ resources: ['deployments', 'daemonsets', 'deployments/scale', '*'] }, {}],
      ['apps/v1, Kind=DaemonSet', 'apps/v1, Kind=Deployment'],
    ],
    [[{ apiGroups: ['', 'apps'], resources: ['pods', 'deployments'] }], ['/v1, Kind=Pod', 'apps/v1, Kind=Deployment']],
    [[{ apiGroups: ['*'] }], []],
    [[{ apiVersions: ['*'] }], []],
    [[{ resources: ['nothings'] }], []],
  ])('%j: %j', async (rules, kinds) => {
    const served = await discover(cluster.client);
    expect(kindsOfRules(rules.map(rule), served).map(formatKind)).toEqual(kinds);
  });
});

describe('the status of a policy', () => {
  let policies = 0;

  async function statusOf(spec: Partial<ValidatingAdmissionPolicy['spec'] & object>) {
    const key = { namespace: '', name: `p${++policies}` };
    const matchConstraints = { resourceRules: [rule()] };
    await cluster.client.resource(resources.validatingAdmissionPolicies).create({
      ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy' },
      metadata: { name: key.name },
      spec: { matchConstraints, ...spec },
    });
    const type = resources.validatingAdmissionPolicies;
    const seen = await cluster.until(type, key, (policy) => policy?.status?.observedGeneration === 1);
    return seen?.status?.typeChecking?.expressionWarnings;
  }

  it('says nothing where everything fits', async () => {
    const validations = [
      { expression: 'object.spec.replicas <= 5 && object.metadata.labels["a"] == "b"' },
      {
        expression: 'object.spec.template.spec.containers.all(c, c.image.startsWith("a") && !has(c.resources.limits))',
      },
      { expression: 'object.metadata.creationTimestamp < timestamp("2030-01-01T00:00:00Z")' },
    ];
    expect(await statusOf({ validations })).toBeUndefined();
  });

  it('says what does not fit, of each kind', async () => {
    const warnings = await statusOf({
      matchConstraints: { resourceRules: [rule({ resources: ['deployments', 'daemonsets'] })] },
      variables: [{ name: 'r', expression: 'object.spec.replicas' }],
      validations: [
        { expression: 'variables.r > 1' },
        { expression: 'true', messageExpression: 'string(object.nope)' },
        { expression: 'object.spec.minReadySeconds == "1"' },
      ],
    });
    const nope = `ERROR: <input>:1:14: undefined field 'nope'\n | string(object.nope)\n | .............^`;
    expect(warnings).toEqual([
      {
        fieldRef: 'spec.validations[1].messageExpression',
        warning: `apps/v1, Kind=DaemonSet: ${nope}\n\napps/v1, Kind=Deployment: ${nope}\n`,
      },
      {
        fieldRef: 'spec.validations[2].expression',
        warning: expect.stringContaining(`found no matching overload for '_==_' applied to '(int, string)'`),
      },
    ]);
  });

  it('knows the types of parameters and of custom kinds', async () => {
    const schema = { type: 'object', properties: { max: { type: 'integer' } } };
    await cluster.client.resource(resources.customResourceDefinitions).create({
      ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
      metadata: { name: 'limits.rules.example.com' },
      spec: {
        ...{ group: 'rules.example.com', scope: 'Cluster', names: { plural: 'limits', kind: 'Limit' } },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    });
    await cluster.until(
      resources.customResourceDefinitions,
      { namespace: '', name: 'limits.rules.example.com' },
      (definition) => definition?.status?.conditions?.some(({ type }) => type === 'Established') === true,
    );
    const warnings = await statusOf({
      paramKind: { apiVersion: 'rules.example.com/v1', kind: 'Limit' },
      validations: [{ expression: 'object.spec.replicas <= params.max' }, { expression: 'params.min == 1' }],
    });
    expect(warnings).toEqual([
      { fieldRef: 'spec.validations[1].expression', warning: expect.stringContaining(`undefined field 'min'`) },
    ]);
  });
});
