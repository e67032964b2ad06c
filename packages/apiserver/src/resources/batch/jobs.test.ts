import type { Job, JobSpec, JobStatus, PodSpec } from '@sampan/api';
import { fieldErrorMessage } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { rowOf, ruleErrors, someWrite, updateErrors } from '../resource-test-tools.js';
import { jobs } from './jobs.js';

const uid = 'f0000000-0000-4000-8000-000000000000';
const generated = {
  'batch.kubernetes.io/controller-uid': uid,
  'controller-uid': uid,
  'batch.kubernetes.io/job-name': 'sums',
  'job-name': 'sums',
};

/** A Job as it is when it is validated: with what is generated for it. */
function job(spec: Partial<JobSpec> = {}, podSpec: Partial<PodSpec> = {}, labels: Record<string, string> = {}): Job {
  const object: Job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'sums', namespace: 'default', uid },
    spec: {
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image: 'hello:1' }], restartPolicy: 'Never', ...podSpec },
      },
      ...spec,
    },
  };
  jobs.strategy.defaults?.(object);
  jobs.strategy.prepareForCreate?.(object, someWrite);
  return object;
}

describe('a new Job', () => {
  it('has what the API documents as defaults', () => {
    const { template: _template, selector: _selector, ...spec } = job().spec ?? {};
    expect(spec).toEqual({
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      completions: 1,
      manualSelector: false,
      parallelism: 1,
      podReplacementPolicy: 'TerminatingOrFailed',
      suspend: false,
    });
    expect(job({ parallelism: 3 }).spec?.completions).toBeUndefined();
    expect(job({ backoffLimitPerIndex: 1, completionMode: 'Indexed', completions: 2 }).spec?.backoffLimit).toBe(
      2_147_483_647,
    );
    const rules = [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' } as never] }];
    expect(job({ podFailurePolicy: { rules } }).spec).toMatchObject({
      podFailurePolicy: { rules: [{ onPodConditions: [{ status: 'True' }] }] },
      podReplacementPolicy: 'Failed',
    });
  });

  it('selects the Pods that it makes by its uid, and is labelled as they are', () => {
    const { metadata, spec } = job({}, {}, { app: 'sums' });
    expect(spec?.selector).toEqual({ matchLabels: { 'batch.kubernetes.io/controller-uid': uid } });
    expect(spec?.template.metadata?.labels).toEqual({ app: 'sums', ...generated });
    expect(metadata.labels).toEqual({ app: 'sums', ...generated });
  });

  it('has no selector made for it that selects by hand', () => {
    const selector = { matchLabels: { app: 'sums' } };
    const { spec } = job({ manualSelector: true, selector }, {}, { app: 'sums' });
    expect([spec?.selector, spec?.template.metadata?.labels]).toEqual([selector, { app: 'sums' }]);
  });
});

describe('validation of Jobs', () => {
  const indexed = { completionMode: 'Indexed', completions: 5 };
  const policy = (...rules: object[]): Partial<JobSpec> => ({ podFailurePolicy: { rules: rules as never } });
  const success = (...rules: object[]): Partial<JobSpec> => ({ ...indexed, successPolicy: { rules } });
  const rule = 'spec.podFailurePolicy.rules[0]';
  const successRule = 'spec.successPolicy.rules[0]';

  it.each<[string, Job, string[]]>([
    ['a plain one', job(), []],
    ['one of a work queue', job({ parallelism: 3 }), []],
    [
      'labels that are somebody else’s',
      job({}, {}, { 'job-name': 'other' }),
      ['spec.template.metadata.labels[job-name]: Invalid value: "other": must be \'sums\''],
    ],
    [
      'less than nothing',
      job({ parallelism: -1, completions: -1, backoffLimit: -1, ttlSecondsAfterFinished: -1 }),
      ['parallelism', 'completions', 'backoffLimit', 'ttlSecondsAfterFinished'].map(
        (name) => `spec.${name}: Invalid value: -1: must be greater than or equal to 0`,
      ),
    ],
    [
      'a Pod that is always started again',
      job({}, { restartPolicy: 'Always' }),
      ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ],
    [
      'indexes of how many',
      job({ completionMode: 'Indexed', parallelism: 1 }),
      ['spec.completions: Required value: when completion mode is Indexed'],
    ],
    [
      'back-off of indexes that there are not',
      job({ backoffLimitPerIndex: 1, maxFailedIndexes: 1 }),
      [
        'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode',
        'spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode',
      ],
    ],
    [
      'failed indexes without back-off',
      job({ ...indexed, maxFailedIndexes: 6 }),
      [
        'spec.maxFailedIndexes: Invalid value: 6: must be less than or equal to completions',
        'spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified',
      ],
    ],
    [
      'very many indexes',
      job({ ...indexed, completions: 200_000, parallelism: 20_000, backoffLimitPerIndex: 1 }),
      [
        'spec.maxFailedIndexes: Required value: must be specified when completions is above 100000',
        'spec.parallelism: Invalid value: 20000: must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index',
      ],
    ],
    [
      'a manager without a domain',
      job({ managedBy: 'me' }),
      ['spec.managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")'],
    ],
    [
      'a policy without what it is about',
      job(policy({ action: '' })),
      [
        `${rule}.action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]`,
        `${rule}: Invalid value: specifying one of OnExitCodes and OnPodConditions is required`,
      ],
    ],
    [
      'exit codes',
      job(policy({ action: 'FailIndex', onExitCodes: { operator: 'In', containerName: 'x', values: [2, 0, 2] } })),
      [
        `${rule}.action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set`,
        `${rule}.onExitCodes.containerName: Invalid value: "x": must be one of the container or initContainer names in the pod template`,
        `${rule}.onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator`,
        `${rule}.onExitCodes.values[2]: Duplicate value: 2`,
        `${rule}.onExitCodes.values: Invalid value: [2,0,2]: must be ordered`,
      ],
    ],
    [
      'a policy for Pods that start again',
      job(policy({ action: 'Ignore', onPodConditions: [{ type: 'A', status: 'Maybe' }] }), {
        restartPolicy: 'OnFailure',
      }),
      [
        `${rule}.onPodConditions[0].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"`,
        'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified',
      ],
    ],
    [
      'success of nothing',
      job(success({})),
      [`${successRule}: Required value: at least one of succeededCount or succeededIndexes must be specified`],
    ],
    [
      'more success than there is',
      job(success({ succeededCount: 6, succeededIndexes: '0-2' })),
      [
        `${successRule}.succeededCount: Invalid value: 6: must be less than or equal to 5 (the number of specified completions)`,
        `${successRule}.succeededCount: Invalid value: 6: must be less than or equal to 3 (the number of indexes in the specified succeededIndexes field)`,
      ],
    ],
    [
      'success of what is not there',
      job(success({ succeededIndexes: '5' })),
      [`${successRule}.succeededIndexes: Invalid value: "5": error parsing succeededIndexes: too large index: "5"`],
    ],
  ])('%s', (_name, object, errors) => expect(ruleErrors(jobs, object)).toEqual(errors));
});

describe('changes of Jobs', () => {
  const change = (old: Job, spec: Partial<JobSpec>) => {
    const { spec: before = { template: {} } } = old;
    return updateErrors(jobs, { old, next: { ...old, spec: { ...before, ...spec } } });
  };
  const moved = (old: Job, podSpec: Partial<PodSpec>) => {
    const { template = {} } = old.spec ?? {};
    return change(old, { template: { ...template, spec: { containers: [], ...template.spec, ...podSpec } } });
  };
  const nodeSelector = { disk: 'fast' };

  it.each<[string, string[], string[]]>([
    ['of what may change', change(job(), { parallelism: 5, suspend: true, activeDeadlineSeconds: 1 }), []],
    ['of its completions', change(job(), { completions: 2 }), ['spec.completions']],
    ['of its mode', change(job(), { completionMode: 'Indexed' }), ['spec.completionMode']],
    [
      'of an Indexed one as a whole',
      change(job({ completionMode: 'Indexed', completions: 2 }), { completions: 4, parallelism: 4 }),
      [],
    ],
    ['of where its Pods go', moved(job(), { nodeSelector }), ['spec.template']],
    ['of where they go before it begins', moved(job({ suspend: true }), { nodeSelector }), []],
    ['of what they do before it begins', moved(job({ suspend: true }), { hostname: 'x' }), ['spec.template']],
  ])('%s', (_name, errors, fields) => {
    expect(errors.map((error) => error.slice(0, error.indexOf(':')))).toEqual(fields);
  });

  it('says a mistake twice, as upstream does', () => {
    const old = job();
    expect(change(old, { parallelism: -1 })).toEqual([
      'spec.parallelism: Invalid value: -1: must be greater than or equal to 0',
    ]);
    expect(ruleErrors(jobs, { ...old, spec: { ...(old.spec ?? { template: {} }), parallelism: -1 } })).toHaveLength(1);
  });
});

describe('a Job’s status', () => {
  const condition = (type: string) => ({ type, status: 'True' });
  const startTime = '2026-01-01T00:00:00Z';
  const errors = (status: JobStatus, spec: Partial<JobSpec> = {}, old: JobStatus = {}) =>
    (jobs.strategy.validateStatusUpdate?.({ ...job(spec), status }, { ...job(spec), status: old }) ?? []).map(
      fieldErrorMessage,
    );

  it.each<[string, string[], string[]]>([
    ['of one that runs', errors({ active: 2, ready: 1, startTime }), []],
    [
      'with less than nothing',
      errors({ active: -1 }),
      ['status.active: Invalid value: -1: must be greater than or equal to 0'],
    ],
    [
      'that counts a Pod twice',
      errors({ uncountedTerminatedPods: { succeeded: ['a'], failed: ['a'] } }),
      ['status.uncountedTerminatedPods.failed[0]: Duplicate value: "a"'],
    ],
    [
      'of one that is over, and is not',
      errors({ active: 1, startTime, conditions: [condition('FailureTarget'), condition('Failed')] }),
      ['status.active: Invalid value: 1: active>0 is invalid for finished job'],
    ],
    [
      'that is complete of a sudden',
      errors({ startTime, completionTime: startTime, conditions: [condition('Complete')] }),
      [
        'status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
      ],
    ],
    [
      'that goes back',
      errors({ startTime }, {}, { startTime, conditions: [condition('FailureTarget')] }),
      ['status.conditions: Invalid value: cannot disable FailureTarget=True condition'],
    ],
    [
      'with indexes that there are not',
      errors({ completedIndexes: '0-7' }, { completionMode: 'Indexed', completions: 2 }),
      ['status.completedIndexes: Invalid value: "0-7": error parsing completedIndexes: too large index: "7"'],
    ],
  ])('%s', (_name, found, expected) => expect(found).toEqual(expected));
});

describe('rows of Jobs', () => {
  const now = Date.UTC(2026, 0, 1, 0, 1);
  const row = (spec: Partial<JobSpec>, status: JobStatus) => {
    const { Status, Completions, Duration } = rowOf(jobs, { ...job(spec), status }, now);
    return [Status, Completions, Duration];
  };
  const startTime = '2026-01-01T00:00:00Z';
  it.each<[Partial<JobSpec>, JobStatus, string[]]>([
    [{}, {}, ['Running', '0/1', '']],
    [{ parallelism: 3 }, { succeeded: 1, startTime }, ['Running', '1/1 of 3', '60s']],
    [
      { completions: 4 },
      {
        startTime,
        succeeded: 4,
        completionTime: '2026-01-01T00:00:30Z',
        conditions: [{ type: 'Complete', status: 'True' }],
      },
      ['Complete', '4/4', '30s'],
    ],
    [{ suspend: true }, { conditions: [{ type: 'Suspended', status: 'True' }] }, ['Suspended', '0/1', '']],
  ])('%j %j', (spec, status, cells) => expect(row(spec, status)).toEqual(cells));
});
