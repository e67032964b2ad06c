import type { Job, JobSpec, JobStatus, Pod } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { trackingFinalizer } from './job-pods.js';
import { jobStateOf } from './job-state.js';
import { planPods } from './plan-pods.js';
import { planStatus } from './plan-status.js';

const now = Date.UTC(2026, 0, 1);
const time = (seconds: number) => new Date(now + seconds * 1_000).toISOString().replace('.000', '');
const indexKey = 'batch.kubernetes.io/job-completion-index';

function job(spec: Partial<JobSpec> = {}, status: JobStatus = {}, metadata: Job['metadata'] = {}): Job {
  const template = { spec: { containers: [{ name: 'main', image: 'one' }], restartPolicy: 'Never' } };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'sums', namespace: 'default', uid: 'job', ...metadata },
    spec: { parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed', template, ...spec },
    status: { startTime: time(-3_600), ...status },
  };
}

interface Traits {
  phase?: 'Running' | 'Succeeded' | 'Failed';
  index?: number;
  failures?: number;
  deleted?: boolean;
  counted?: boolean;
  /** Seconds since its end. */
  ago?: number;
}

function pod(name: string, { phase = 'Running', index, failures, deleted, counted, ago = 3_600 }: Traits = {}): Pod {
  const annotations = {
    ...(index !== undefined && { [indexKey]: String(index) }),
    ...(failures !== undefined && { 'batch.kubernetes.io/job-index-failure-count': String(failures) }),
  };
  const terminated = { exitCode: 0, finishedAt: time(-ago) };
  const container = { name: 'main', image: '', imageID: '', ready: false, restartCount: 0 };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...{ name, namespace: 'default', uid: name, annotations },
      finalizers: counted ? [] : [trackingFinalizer],
      ...(deleted && { deletionTimestamp: time(0) }),
    },
    spec: { containers: [] },
    status: { phase, containerStatuses: phase === 'Running' ? [container] : [{ ...container, state: { terminated } }] },
  };
}

const look = (object: Job, ...pods: Pod[]) => jobStateOf({ job: object, pods, now });
const succeeded = (name: string, index?: number) =>
  pod(name, { phase: 'Succeeded', ...(index !== undefined && { index }) });

describe('which Pods a Job makes and deletes', () => {
  const indexed = { completionMode: 'Indexed', completions: 3, parallelism: 2 };
  const plan = (object: Job, ...pods: Pod[]) => {
    const { actions, waitMs } = planPods(look(object, ...pods));
    const done = actions.map((action) => {
      if (action.verb === 'create') return `+${action.object.metadata.annotations?.[indexKey] ?? ''}`;
      return action.verb === 'delete' ? `-${action.object.metadata.name}` : action.verb;
    });
    return waitMs === undefined ? done : [...done, waitMs];
  };

  it.each<[string, (string | number)[], (string | number)[]]>([
    ['as many as may run at a time', plan(job({ completions: 5, parallelism: 2 })), ['+', '+']],
    [
      'no more than there is to do',
      plan(job({ completions: 3, parallelism: 5 }), succeeded('a'), succeeded('b')),
      ['+'],
    ],
    ['none beside a work queue that is done', plan(job({ parallelism: 3 }), succeeded('a'), pod('b')), []],
    ['what is too much goes', plan(job({ completions: 5, parallelism: 0 }), pod('a')), ['-a']],
    ['all go when it is suspended', plan(job({ completions: 5, suspend: true }), pod('a')), ['-a']],
    ['all go when it has failed', plan(job({ completions: 5, activeDeadlineSeconds: 60 }), pod('a')), ['-a']],
    ['none while it is deleted', plan(job({ completions: 1 }, {}, { deletionTimestamp: 'x' })), []],
    ['one that is going has failed, too', plan(job({ completions: 1 }), pod('a', { deleted: true })), [10_000]],
    [
      'or has not, before it has ended',
      plan(job({ completions: 1, podReplacementPolicy: 'Failed' }), pod('a', { deleted: true })),
      [],
    ],
    ['ten seconds after a failure', plan(job({ completions: 1 }), pod('a', { phase: 'Failed', ago: 3 })), [7_000]],
    [
      'twice as long after two',
      plan(job({ completions: 1 }), pod('a', { phase: 'Failed', ago: 30 }), pod('b', { phase: 'Failed', ago: 3 })),
      [17_000],
    ],
    ['the first indexes that are free', plan(job(indexed), succeeded('a', 0)), ['+1', '+2']],
    ['not what another one works on', plan(job(indexed), pod('a', { index: 1 })), ['+0']],
    ['one of two that work on the same', plan(job(indexed), pod('a', { index: 1 }), pod('b', { index: 1 })), ['-a']],
    ['and what has no index', plan(job(indexed), pod('a', { index: 1 }), pod('b', { index: 7 })), ['-b']],
    [
      'each index after a wait of its own',
      plan(job({ ...indexed, backoffLimitPerIndex: 2 }), pod('a', { index: 0, phase: 'Failed', failures: 0, ago: 4 })),
      ['+1', 6_000],
    ],
  ])('%s', (_name, actions, expected) => expect(actions).toEqual(expected));
});

describe('what a Job counts', () => {
  const plan = (object: Job, ...pods: Pod[]) => {
    const { status, release } = planStatus(look(object, ...pods));
    return [
      status.succeeded,
      status.failed,
      status.uncountedTerminatedPods,
      release.map(({ metadata }) => metadata.name),
    ];
  };
  const waiting = { uncountedTerminatedPods: { succeeded: ['a'] } };

  it.each<[string, unknown[], unknown[]]>([
    ['first the uid', plan(job({ completions: 2 }), succeeded('a')), [0, 0, { succeeded: ['a'] }, ['a']]],
    [
      'nothing more until it is let go',
      plan(job({ completions: 2 }, waiting), succeeded('a')),
      [0, 0, { succeeded: ['a'] }, ['a']],
    ],
    [
      'then the Pod',
      plan(job({ completions: 2 }, waiting), pod('a', { phase: 'Succeeded', counted: true })),
      [1, 0, {}, []],
    ],
    ['also one that is gone', plan(job({ completions: 2 }, waiting)), [1, 0, {}, []]],
    ['failures', plan(job({ completions: 2 }), pod('a', { phase: 'Failed' })), [0, 0, { failed: ['a'] }, ['a']]],
    [
      'none that its policy ignores',
      plan(
        job({
          completions: 2,
          podFailurePolicy: { rules: [{ action: 'Ignore', onExitCodes: { operator: 'NotIn', values: [9] } }] },
        }),
        failedWith('a', 3),
      ),
      [0, 0, {}, ['a']],
    ],
    [
      'an index once, whoever worked on it',
      plan(
        job({ completionMode: 'Indexed', completions: 3 }, { completedIndexes: '0' }),
        succeeded('a', 0),
        succeeded('b', 1),
        succeeded('c', 1),
      ),
      [2, 0, {}, ['a', 'b', 'c']],
    ],
  ])('%s', (_name, counted, expected) => expect(counted).toEqual(expected));

  function failedWith(name: string, exitCode: number): Pod {
    const one = pod(name, { phase: 'Failed' });
    const state = { terminated: { exitCode } };
    const container = { name: 'main', image: '', imageID: '', ready: false, restartCount: 0, state };
    return { ...one, status: { phase: 'Failed', containerStatuses: [container] } };
  }

  it('says how it ends before it has ended, and ends when nothing is left to be counted', () => {
    const conditions = (object: Job, ...pods: Pod[]) =>
      planStatus(look(object, ...pods)).status.conditions?.map(({ type }) => type);
    const met = [{ type: 'SuccessCriteriaMet', status: 'True', reason: 'CompletionsReached', message: 'm' }];
    const over = pod('a', { phase: 'Succeeded', counted: true });
    expect(conditions(job({ completions: 1 }), succeeded('a'))).toEqual(['SuccessCriteriaMet']);
    expect(conditions(job({ completions: 1 }, { ...waiting, conditions: met }), over)).toEqual([
      'SuccessCriteriaMet',
      'Complete',
    ]);
    expect(conditions(job({ completions: 1 }, { succeeded: 1, conditions: met }), over, pod('b'))).toEqual([
      'SuccessCriteriaMet',
    ]);
  });
});
