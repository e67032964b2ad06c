import type { Container, Pod, PodSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { initialPodState } from './adopted-state.js';
import { next } from './next.js';
import { type ContainerState, newContainerState, type PodState } from './pod-state.js';
import { podStatus } from './pod-status.js';

const now = Date.UTC(2026, 0, 1);

function pod(spec: Partial<PodSpec> = {}, metadata: Pod['metadata'] = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'ns', uid: 'u', ...metadata },
    spec: { containers: [{ name: 'a', image: 'hello' }], ...spec },
  };
}

function stateOf(containers: Record<string, ContainerState> = {}, rest: Partial<PodState> = {}): PodState {
  return {
    startTime: now,
    setUp: true,
    volumesAreOutdated: false,
    podIP: '127.1.0.1',
    hostIP: '127.0.0.1',
    containers: new Map(Object.entries(containers)),
    allocation: { containers: new Map() },
    deleted: false,
    tornDown: false,
    ...rest,
  };
}

function running(rest: Partial<ContainerState> = {}): ContainerState {
  const run = {
    id: 'process://1',
    image: 'hello',
    imageID: 'host://hello',
    stopSignal: 'SIGTERM',
    startedAt: now,
    resources: {},
  };
  return { ...newContainerState(0), phase: 'running', started: true, ready: true, run, ...rest };
}

function stopping(graceSeconds: number): ContainerState {
  return running({ phase: 'stopping', graceSeconds });
}

function exited(exitCode: number, rest: Partial<ContainerState> = {}): ContainerState {
  const reason = exitCode === 0 ? 'Completed' : 'Error';
  const exit = { exitCode, reason, startedAt: now, finishedAt: now, id: 'process://1' };
  return { ...newContainerState(0), phase: 'exited', exit, ...rest };
}

function waiting(before: ContainerState): ContainerState {
  return { ...before, phase: 'waiting' };
}

const sidecar: Container = { name: 's', image: 'hello', restartPolicy: 'Always' };
const init: Container = { name: 'i', image: 'hello' };
const after42 = { action: 'Restart', exitCodes: { operator: 'In', values: [42] } };
const all42 = { action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [42] } };
const watcher: Container = { ...sidecar, name: 'w', restartPolicyRules: [all42] };
const restarting = { container: 'w', exitCode: 42 };
const deleting = { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 7 };

const looker = { name: 'look', image: 'hello' };
const lookedInto = pod({ ephemeralContainers: [looker], initContainers: [init] });

describe('ephemeral containers', () => {
  const start = { type: 'start', container: 'look', attempt: 0 };

  it('start before the others are ready, and once', () => {
    expect(next(lookedInto, stateOf({ i: exited(1) }), now + 1).actions).toContainEqual(start);
    expect(next(lookedInto, stateOf({ i: running(), look: running() }), now).actions).toEqual([]);
    expect(next(lookedInto, stateOf({ i: running(), look: exited(0) }), now).actions).toEqual([]);
    expect(next(lookedInto, stateOf({ i: running(), look: exited(1) }), now + 1_000_000).actions).toEqual([]);
  });

  it('keep no pod from being ready, and from being done', () => {
    const { ephemeralContainerStatuses, conditions } = podStatus(
      lookedInto,
      stateOf({ i: exited(0), a: running(), look: exited(1) }),
      now,
    );
    expect(ephemeralContainerStatuses).toMatchObject([
      { name: 'look', ready: false, state: { terminated: { exitCode: 1 } } },
    ]);
    expect(conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
    const done = pod({ ephemeralContainers: [looker], restartPolicy: 'Never' });
    const state = stateOf({ a: exited(0), look: running() });
    expect(podStatus(done, state, now).phase).toBe('Succeeded');
    expect(next(done, state, now).actions).toEqual([{ type: 'stop', container: 'look', graceSeconds: 30 }]);
  });

  it('are stopped with the pod, and not by a restart of all containers', () => {
    const going = pod({ ephemeralContainers: [looker] }, deleting);
    expect(next(going, stateOf({ a: exited(0), look: running() }), now).actions).toEqual([
      { type: 'stop', container: 'look', graceSeconds: 7 },
    ]);
    const all = pod({ ephemeralContainers: [looker], initContainers: [watcher] });
    const state = stateOf({ w: exited(42), a: running(), look: running() }, { restarting });
    expect(next(all, state, now).actions).not.toContainEqual(expect.objectContaining({ container: 'look' }));
  });
});

describe('next', () => {
  it.each([
    ['a new pod is set up first', pod(), stateOf({}, { setUp: false }), ['setUp']],
    ['then its containers start', pod(), stateOf(), ['start a 0']],
    ['a running container is left alone', pod(), stateOf({ a: running() }), []],
    ['a container that ended starts again', pod(), stateOf({ a: exited(0) }), ['start a 1']],
    [
      'its own restart policy comes before that of its pod',
      pod({ restartPolicy: 'Never', containers: [{ name: 'a', image: 'hello', restartPolicy: 'OnFailure' }] }),
      stateOf({ a: exited(1) }),
      ['start a 1'],
    ],
    [
      'a rule comes before every policy',
      pod({ containers: [{ name: 'a', image: 'hello', restartPolicy: 'Never', restartPolicyRules: [after42] }] }),
      stateOf({ a: exited(42) }),
      ['start a 1'],
    ],
    [
      'but only for its exit codes',
      pod({ containers: [{ name: 'a', image: 'hello', restartPolicy: 'Never', restartPolicyRules: [after42] }] }),
      stateOf({ a: exited(41) }),
      [],
    ],
    [
      'a container that always restarts is no sidecar',
      pod(
        { containers: [{ name: 'a', image: 'hello', restartPolicy: 'Always' }], initContainers: [sidecar] },
        deleting,
      ),
      stateOf({ a: running(), s: running() }),
      ['stop a'],
    ],
    ['not with restartPolicy Never', pod({ restartPolicy: 'Never' }), stateOf({ a: exited(1) }), []],
    ['not after success with OnFailure', pod({ restartPolicy: 'OnFailure' }), stateOf({ a: exited(0) }), []],
    [
      'again after failure with OnFailure',
      pod({ restartPolicy: 'OnFailure' }),
      stateOf({ a: exited(1) }),
      ['start a 1'],
    ],
    ['init containers come first', pod({ initContainers: [init] }), stateOf(), ['start i 0']],
    ['and are waited for', pod({ initContainers: [init] }), stateOf({ i: running() }), []],
    ['until they are done', pod({ initContainers: [init] }), stateOf({ i: exited(0) }), ['start a 0']],
    ['a failed one starts again', pod({ initContainers: [init] }), stateOf({ i: exited(1) }), ['start i 1']],
    ['or fails the pod', pod({ initContainers: [init], restartPolicy: 'Never' }), stateOf({ i: exited(1) }), []],
    [
      'a sidecar is waited for until it has started',
      pod({ initContainers: [sidecar] }),
      stateOf({ s: running({ started: false }) }),
      [],
    ],
    ['and then runs beside the others', pod({ initContainers: [sidecar] }), stateOf({ s: running() }), ['start a 0']],
    [
      'a sidecar stops when the others are done',
      pod({ initContainers: [sidecar], restartPolicy: 'Never' }),
      stateOf({ s: running(), a: exited(0) }),
      ['stop s'],
    ],
    ['a deleted pod stops', pod({}, deleting), stateOf({ a: running() }), ['stop a']],
    [
      'its sidecars last',
      pod({ initContainers: [sidecar] }, deleting),
      stateOf({ s: running(), a: running() }),
      ['stop a'],
    ],
    ['a stop that is under way is not asked for again', pod({}, deleting), stateOf({ a: stopping(7) }), []],
    ['nor with more time', pod({}, deleting), stateOf({ a: stopping(2) }), []],
    ['but with less', pod({}, deleting), stateOf({ a: stopping(30) }), ['stop a']],
    ['and not when it needs no more time', pod(), stateOf({ a: stopping(2) }, { deleted: true }), []],
    [
      'sidecars wait for a container that is being stopped',
      pod({ initContainers: [sidecar] }, deleting),
      stateOf({ s: running(), a: stopping(7) }),
      [],
    ],
    [
      'a restart of all ends all, in no order',
      pod({ initContainers: [init, watcher], restartPolicy: 'Never' }),
      stateOf({ i: exited(0), w: exited(42), a: running() }, { restarting }),
      ['stop a'],
    ],
    [
      'waits until they have ended',
      pod({ initContainers: [init, watcher], restartPolicy: 'Never' }),
      stateOf({ i: exited(0), w: exited(42), a: stopping(0) }, { restarting }),
      [],
    ],
    [
      'counts whatever way they ended for nothing',
      pod({ initContainers: [init, watcher], restartPolicy: 'Never' }),
      stateOf({ i: exited(0), w: exited(42), a: exited(137) }, { restarting }),
      ['restartAll'],
    ],
    [
      'starts with the first init container',
      pod({ initContainers: [init, watcher], restartPolicy: 'Never' }),
      stateOf({ i: waiting(exited(0)), w: waiting(exited(42)), a: waiting(exited(137)) }),
      ['start i 1'],
    ],
    [
      'goes on with the others',
      pod({ initContainers: [init, watcher], restartPolicy: 'Never' }),
      stateOf({ i: exited(0), w: running(), a: waiting(exited(137)) }),
      ['start a 1'],
    ],
    [
      'counts no attempt where nothing ran',
      pod({ restartPolicy: 'Never' }),
      stateOf({ a: waiting({ ...newContainerState(0), phase: 'blocked' }) }),
      ['start a 0'],
    ],
    ['a deleted pod is not restarted', pod({}, deleting), stateOf({ a: running() }, { restarting }), ['stop a']],
    ['outdated volumes are updated', pod(), stateOf({ a: running() }, { volumesAreOutdated: true }), ['updateVolumes']],
    ['but not when the pod ends', pod({}, deleting), stateOf({ a: stopping(7) }, { volumesAreOutdated: true }), []],
    ['nothing is left to do for a pod that was torn down', pod({}, deleting), stateOf({}, { tornDown: true }), []],
    ['and is torn down', pod({}, deleting), stateOf({ a: exited(0) }), ['tearDown']],
    ['a start that is under way is not stopped', pod({}, deleting), stateOf({ a: newContainerState(0) }), []],
    ['a pod past its deadline ends', pod({ activeDeadlineSeconds: 0 }), stateOf({ a: running() }), ['end']],
  ])('%s', (_, given, state, expected) => {
    const { actions } = next(given, state, now);
    const said = actions.map((action) =>
      [
        action.type,
        ...('container' in action ? [action.container] : []),
        ...('attempt' in action ? [action.attempt] : []),
      ].join(' '),
    );
    expect(said).toEqual(expected);
  });

  it('gives a deleted pod its grace period', () => {
    expect(next(pod({}, deleting), stateOf({ a: running() }), now).actions).toEqual([
      { type: 'stop', container: 'a', graceSeconds: 7 },
    ]);
  });

  it('waits before it restarts a second time, and says so', () => {
    const state = stateOf({ a: exited(1, { attempt: 1, backOff: { delay: 10_000, updatedAt: now } }) });
    const { actions, wakeAt } = next(pod(), state, now + 4000);
    const status = podStatus(pod(), state, now + 4000);
    expect(actions).toEqual([{ type: 'tellBackOff', container: 'a' }]);
    expect(wakeAt).toBe(now + 10_000);
    expect(status.phase).toBe('Running');
    expect(status.containerStatuses?.[0]).toMatchObject({
      restartCount: 1,
      ready: false,
      state: {
        waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s restarting failed container=a pod=p_ns(u)' },
      },
      lastState: { terminated: { exitCode: 1, reason: 'Error' } },
    });
  });
});

describe('a restart of all containers', () => {
  const given = pod({ initContainers: [init, watcher], restartPolicy: 'Never' });
  const told = (status: string) => ({ type: 'AllContainersRestarting', status });

  it('is told by a condition, and leaves the pod pending and initialized', () => {
    const before = { ...given, status: { conditions: [{ type: 'Initialized', status: 'True' }] } };
    const state = stateOf({ i: exited(0), w: exited(42), a: exited(137) }, { restarting });
    const { phase, conditions } = podStatus(before, state, now);
    expect(phase).toBe('Pending');
    expect(conditions).toContainEqual(
      expect.objectContaining({
        ...told('True'),
        reason: 'ContainerExited',
        message: 'Container w exited with code 42, triggering pod restart',
      }),
    );
    expect(conditions).toContainEqual(expect.objectContaining({ type: 'Initialized', status: 'True' }));
  });

  it('waits for the back-off of the container that asks for it', () => {
    const backOff = { delay: 10_000, updatedAt: now };
    const state = stateOf({ i: exited(0), w: exited(42, { backOff }), a: exited(137) }, { restarting });
    const { actions, wakeAt } = next(given, state, now + 4000);
    expect(actions).toEqual([{ type: 'tellBackOff', container: 'w' }]);
    expect(wakeAt).toBe(now + 10_000);
  });

  it('is gone on with by another agent', () => {
    const ended = (phase: 'terminated' | 'waiting', exitCode: number) => {
      const terminated = { exitCode, reason: 'Error', containerID: 'process://1' };
      return phase === 'terminated'
        ? { state: { terminated }, lastState: {} }
        : { state: { waiting: { reason: 'PodInitializing' } }, lastState: { terminated } };
    };
    const seen = (phase: 'terminated' | 'waiting', status: string): Pod => {
      const common = { image: 'hello', imageID: '', ready: false, restartCount: 3 };
      const initContainerStatuses = [
        { ...common, name: 'i', ...ended(phase, 0) },
        { ...common, name: 'w', ...ended(phase, 42) },
      ];
      const containerStatuses = [{ ...common, name: 'a', ...ended(phase, 137) }];
      return { ...given, status: { initContainerStatuses, containerStatuses, conditions: [told(status)] } };
    };
    const state = (of: Pod) => ({ ...initialPodState(of, { now, hostIP: '' }), setUp: true });
    expect(state(seen('terminated', 'True')).restarting).toEqual(restarting);
    expect(state(seen('terminated', 'False')).restarting).toBeUndefined();
    const startedAnew = seen('waiting', 'True');
    expect(state(startedAnew).restarting).toBeUndefined();
    expect(next(startedAnew, state(startedAnew), now).actions).toEqual([{ type: 'start', container: 'i', attempt: 4 }]);
  });
});

describe('the status of a pod', () => {
  it.each([
    ['Pending', pod(), stateOf()],
    ['Running', pod(), stateOf({ a: running() })],
    ['Succeeded', pod({ restartPolicy: 'Never' }), stateOf({ a: exited(0) })],
    ['Failed', pod({ restartPolicy: 'Never' }), stateOf({ a: exited(2) })],
    ['Pending', pod({ initContainers: [init] }), stateOf({ i: running() })],
    ['Failed', pod({ initContainers: [init], restartPolicy: 'Never' }), stateOf({ i: exited(2) })],
    ['Failed', pod(), stateOf({ a: exited(0) }, { ended: { reason: 'DeadlineExceeded', message: '' } })],
  ])('is %s', (phase, given, state) => expect(podStatus(given, state, now).phase).toBe(phase));

  it('has the conditions of the kubelet', () => {
    const status = podStatus(pod(), stateOf({ a: running({ ready: false }) }), now);
    expect(status.conditions?.map(({ type, status: value, reason }) => [type, value, reason])).toEqual([
      ['PodReadyToStartContainers', 'True', undefined],
      ['Initialized', 'True', undefined],
      ['Ready', 'False', 'ContainersNotReady'],
      ['ContainersReady', 'False', 'ContainersNotReady'],
      ['PodScheduled', 'True', undefined],
    ]);
    expect(status.conditions?.[2]?.message).toBe('containers with unready status: [a]');
  });

  it('shows a pull that failed as a back-off after a moment', () => {
    const blocked = { reason: 'ErrImagePull', message: 'no', since: now, retryAt: now + 10_000, delay: 10_000 };
    const state = stateOf({ a: { ...newContainerState(0), phase: 'blocked', blocked } });
    const reason = (at: number) => podStatus(pod(), state, at).containerStatuses?.[0]?.state?.waiting?.reason;
    expect([reason(now), reason(now + 1000)]).toEqual(['ErrImagePull', 'ImagePullBackOff']);
  });
});
