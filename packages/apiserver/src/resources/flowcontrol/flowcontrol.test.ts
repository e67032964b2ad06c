import type {
  FlowSchema,
  FlowSchemaSpec,
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
} from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { ruleErrors } from '../resource-test-tools.js';
import { flowschemas } from './flowschemas.js';
import { mandatoryLevels, mandatorySchemas } from './mandatory.js';
import { prioritylevelconfigurations } from './prioritylevelconfigurations.js';

const apiVersion = 'flowcontrol.apiserver.k8s.io/v1';
const get = { verbs: ['get'], nonResourceURLs: ['/healthz'] };
const jane = { kind: 'User', user: { name: 'jane' } };

describe('FlowSchemas', () => {
  const schema = (spec: Partial<FlowSchemaSpec>, name = 'x'): FlowSchema => ({
    apiVersion,
    kind: 'FlowSchema',
    metadata: { name },
    spec: { priorityLevelConfiguration: { name: 'workload-low' }, matchingPrecedence: 500, rules: [], ...spec },
  });
  const rules = (...all: object[]) => schema({ rules: all as FlowSchemaSpec['rules'] & object });

  it.each<[string, FlowSchema, string[]]>([
    ['nothing wrong', rules({ subjects: [jane], nonResourceRules: [get] }), []],
    [
      'a precedence of zero',
      schema({ matchingPrecedence: 0 }),
      ['spec.matchingPrecedence: Invalid value: 0: must be a positive value'],
    ],
    [
      'one that is too high',
      schema({ matchingPrecedence: 10_001 }),
      ['spec.matchingPrecedence: Invalid value: 10001: must not be greater than 10000'],
    ],
    [
      'the first one',
      schema({ matchingPrecedence: 1 }),
      ["spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1"],
    ],
    [
      'no level',
      schema({ priorityLevelConfiguration: { name: '' } }),
      ['spec.priorityLevelConfiguration.name: Required value: must reference a priority level'],
    ],
    [
      'a method that is unknown',
      schema({ distinguisherMethod: { type: 'ByColour' } }),
      ['spec.distinguisherMethod.type: Unsupported value: "ByColour": supported values: "ByNamespace", "ByUser"'],
    ],
    [
      'a rule of nobody',
      rules({ subjects: [], nonResourceRules: [get] }),
      ['spec.rules[0].subjects: Required value: subjects must contain at least one value'],
    ],
    [
      'a rule of nothing',
      rules({ subjects: [jane] }),
      ['spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty'],
    ],
    [
      'two subjects in one',
      rules({ subjects: [{ ...jane, group: { name: 'g' } }], nonResourceRules: [get] }),
      ["spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'"],
    ],
    [
      'an account without a namespace',
      rules({
        subjects: [{ kind: 'ServiceAccount', serviceAccount: { name: '*', namespace: '' } }],
        nonResourceRules: [get],
      }),
      [
        'spec.rules[0].subjects[0].serviceAccount.namespace: Required value: must specify namespace for service account',
      ],
    ],
    [
      'a wildcard in the middle',
      rules({ subjects: [jane], nonResourceRules: [{ verbs: ['*', 'get'], nonResourceURLs: ['/a*b', 'c', '/d//e'] }] }),
      [
        'spec.rules[0].nonResourceRules[0].verbs: Invalid value: ["*","get"]: if \'*\' is present, must not specify other verbs',
        'spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: "/a*b": wildcard can only do suffix matching',
        'spec.rules[0].nonResourceRules[0].nonResourceURLs[1]: Invalid value: "c": must start with slash',
        'spec.rules[0].nonResourceRules[0].nonResourceURLs[2]: Invalid value: "/d//e": must not contain double slash',
      ],
    ],
    [
      'resources of no namespace',
      rules({ subjects: [jane], resourceRules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }] }),
      [
        'spec.rules[0].resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must supply at least one namespace',
      ],
    ],
  ])('with %s', (_case, object, errors) => {
    expect(ruleErrors(flowschemas, object)).toEqual(errors);
  });

  it('that have to be as they are cannot be others', () => {
    const fixed = {
      apiVersion,
      kind: 'FlowSchema',
      metadata: { name: 'exempt' },
      spec: mandatorySchemas.exempt,
    } as FlowSchema;
    expect(ruleErrors(flowschemas, fixed)).toEqual([]);
    expect(ruleErrors(flowschemas, schema({}, 'exempt'))[0]).toMatch(
      /^spec: Invalid value: .*: spec of 'exempt' must equal the fixed value$/,
    );
  });
});

describe('PriorityLevelConfigurations', () => {
  const level = (spec: PriorityLevelConfigurationSpec, name = 'x'): PriorityLevelConfiguration => ({
    ...{ apiVersion, kind: 'PriorityLevelConfiguration', metadata: { name }, spec },
  });
  const queue = (queuing: object) => level({ type: 'Limited', limited: { limitResponse: { type: 'Queue', queuing } } });

  it.each<[string, PriorityLevelConfiguration, string[]]>([
    ['nothing wrong', queue({ queues: 8, handSize: 2, queueLengthLimit: 5 }), []],
    [
      'another name than that of the exempt one',
      level({ type: 'Exempt' }),
      ["spec.type: Invalid value: \"Exempt\": type must be 'Exempt' if and only if name is 'exempt'"],
    ],
    ['no limits', level({ type: 'Limited' }), ['spec.limited: Required value: must not be empty when type is Limited']],
    [
      'no queues',
      level({ type: 'Limited', limited: { limitResponse: { type: 'Queue' } } }),
      [
        'spec.limited.limitResponse.queuing: Required value: must not be empty if limited.limitResponse.type is Limited',
      ],
    ],
    [
      'a hand larger than the deck',
      queue({ queues: 2, handSize: 3, queueLengthLimit: 5 }),
      ['spec.limited.limitResponse.queuing.handSize: Invalid value: 3: should not be greater than queues (2)'],
    ],
    [
      'a hand that no hash can choose',
      queue({ queues: 10_000, handSize: 8, queueLengthLimit: 5 }),
      [
        'spec.limited.limitResponse.queuing.handSize: Invalid value: 8: required entropy bits of deckSize 10000 and handSize 8 should not be greater than 60',
      ],
    ],
    [
      'percents beyond their bounds',
      level({
        type: 'Limited',
        limited: {
          nominalConcurrencyShares: -1,
          lendablePercent: 101,
          borrowingLimitPercent: -1,
          limitResponse: { type: 'Reject' },
        },
      }),
      [
        'spec.limited.nominalConcurrencyShares: Invalid value: -1: must be a non-negative integer',
        'spec.limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive',
        'spec.limited.borrowingLimitPercent: Invalid value: -1: if specified, must be a non-negative integer',
      ],
    ],
  ])('with %s', (_case, object, errors) => {
    expect(ruleErrors(prioritylevelconfigurations, object)).toEqual(errors);
  });

  it('that have to be as they are cannot be others, but for what the exempt one lends', () => {
    const lends = { type: 'Exempt', exempt: { nominalConcurrencyShares: 10, lendablePercent: 50 } };
    expect(ruleErrors(prioritylevelconfigurations, level(lends, 'exempt'))).toEqual([]);
    const other = structuredClone(mandatoryLevels['catch-all'] as PriorityLevelConfigurationSpec);
    Object.assign(other.limited ?? {}, { nominalConcurrencyShares: 6 });
    expect(ruleErrors(prioritylevelconfigurations, level(other, 'catch-all'))[0]).toMatch(
      /: spec of 'catch-all' must equal the fixed value$/,
    );
  });
});
