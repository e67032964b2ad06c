import { type FlowSchema, type PriorityLevelConfiguration, TestClock } from '@sampan/api';
import { beforeEach, describe, expect, it } from 'vitest';
import type { User } from '../authentication/user.js';
import { flowControlObjects } from '../bootstrap/flow-control.js';
import { requestInfoOf } from '../pipeline/request-info.js';
import { createFairQueues } from './fair-queues.js';
import { type Admitted, createFlowControl, type FlowControl } from './flow-control.js';
import { dealHand } from './hand.js';
import { currentLimits, nominalLimits, smoothDemand } from './seat-limits.js';

const pods = requestInfoOf('GET', '/api/v1/namespaces/default/pods/web');
const create = requestInfoOf('POST', '/api/v1/namespaces/default/pods');
const watch = requestInfoOf('GET', '/api/v1/namespaces/default/pods?watch=true');
const logs = requestInfoOf('GET', '/api/v1/namespaces/default/pods/web/log');
const user = (name: string, ...groups: string[]): User => ({ name, groups: [...groups, 'system:authenticated'] });
const objects = flowControlObjects();
const schemas = objects.filter(({ kind }) => kind === 'FlowSchema') as FlowSchema[];
const levels = objects.filter(({ kind }) => kind === 'PriorityLevelConfiguration') as PriorityLevelConfiguration[];
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

let clock: TestClock;
let flow: FlowControl;
let closed: (() => void)[];
const enter = (who: User, info = create) => flow.enter(who, info, (callback) => closed.push(callback));
const levelNamed = (name: string) => [...flow.levels()].find((level) => level.name === name);

beforeEach(() => {
  clock = new TestClock();
  closed = [];
  flow = createFlowControl({ clock, serverLimit: 245, countOf: () => 250 });
  flow.configure(schemas, levels);
});

describe('a request', () => {
  it.each<[string, User, string, string]>([
    ['an administrator', user('admin', 'system:masters'), '/api/v1/pods', 'exempt'],
    ['a probe', user('system:anonymous'), '/livez', 'exempt'],
    ["a node's heartbeat", user('system:node:a', 'system:nodes'), '/api/v1/nodes/a/status', 'node-high'],
    ['what else a node does', user('system:node:a', 'system:nodes'), '/api/v1/pods', 'system'],
    ['the scheduler', user('system:kube-scheduler'), '/api/v1/pods', 'workload-high'],
    [
      'an election',
      user('system:kube-scheduler'),
      '/apis/coordination.k8s.io/v1/namespaces/x/leases/y',
      'leader-election',
    ],
    ['an account of the system', user('system:serviceaccount:kube-system:x'), '/api/v1/pods', 'workload-high'],
    ['a Pod', user('system:serviceaccount:a:b', 'system:serviceaccounts'), '/api/v1/pods', 'workload-low'],
    ['anybody else', user('jane'), '/api/v1/pods', 'global-default'],
  ])('of %s belongs to a level', async (_case, who, url, level) => {
    await enter(who, requestInfoOf('GET', url));
    expect([...flow.dispatched()].map(({ labels }) => labels.priority_level)).toEqual([level]);
  });

  it('takes as many seats as a list is long; one that only passes through takes none', async () => {
    const jane = user('jane');
    await enter(jane, requestInfoOf('GET', '/api/v1/pods'));
    expect(levelNamed('global-default')?.executing).toBe(3);
    await enter(jane, logs);
    expect(levelNamed('global-default')?.executing).toBe(3);
    const watching = await enter(jane, watch);
    expect(levelNamed('global-default')?.executing).toBe(4);
    watching.leave();
    expect(levelNamed('global-default')?.executing).toBe(3);
  });
});

describe('a level without seats', () => {
  /** Takes the seats of jane's level, turn after turn. */
  async function fill(): Promise<Admitted[]> {
    const admitted: Admitted[] = [];
    const level = levelNamed('global-default');
    while (level !== undefined && level.executing < level.seats) admitted.push(await enter(user('jane')));
    return admitted;
  }

  it('lets requests wait, and begins them as others leave', async () => {
    const [first] = await fill();
    const waiting = enter(user('jane'));
    expect(waiting).toBeInstanceOf(Promise);
    expect(levelNamed('global-default')?.waiting).toBe(1);
    first?.leave();
    (await waiting).leave();
    expect(levelNamed('global-default')?.waiting).toBe(0);
  });

  it('turns away what waits too long, what has no room to wait, and forgets who goes', async () => {
    await fill();
    const late = enter(user('jane'));
    const gone = enter(user('jane'));
    closed.at(-1)?.();
    await expect(gone).rejects.toMatchObject({ code: 429, message: 'Too many requests, please try again later.' });
    const others = Array.from({ length: 500 }, () => Promise.resolve(enter(user('jane'))).catch(() => 'refused'));
    clock.advance(15_000);
    await expect(late).rejects.toMatchObject({ code: 429 });
    expect(new Set(await Promise.all(others))).toEqual(new Set(['refused']));
    const reasons = [...flow.rejected()].map(({ labels }) => labels.reason);
    expect(reasons.sort()).toEqual(['cancelled', 'queue-full', 'time-out']);
    expect(levelNamed('global-default')?.waiting).toBe(0);
  });

  it('serves flows in turns, however much one of them wants', async () => {
    const admitted = await fill();
    const order: string[] = [];
    const ask = (name: string) => Promise.resolve(enter(user(name))).then(({ leave }) => order.push(name) && leave());
    const greedy = Array.from({ length: 40 }, () => ask('greedy'));
    const polite = ask('polite');
    for (const { leave } of admitted) leave();
    await Promise.all([...greedy, polite]);
    // One flow fills the queues of its hand, six, and no others.
    expect(order.indexOf('polite')).toBeLessThan(12);
  });

  it('keeps who waits when it is configured anew', async () => {
    const admitted = await fill();
    const waiting = enter(user('jane'));
    const changed = structuredClone(levels);
    const queuing = changed.find(({ metadata }) => metadata.name === 'global-default')?.spec?.limited?.limitResponse;
    Object.assign(queuing?.queuing ?? {}, { queues: 2, handSize: 1 });
    flow.configure(schemas, changed);
    for (const { leave } of admitted) leave();
    await waiting;
  });

  it('borrows from those that want nothing', async () => {
    const own = levelNamed('global-default')?.seats ?? 0;
    const admitted = await fill();
    for (let index = 0; index < 100; index++) void Promise.resolve(enter(user(`user-${index}`))).catch(() => undefined);
    clock.advance(10_000);
    await turn();
    await Promise.resolve(enter(user('admin', 'system:nodes'))); // whoever comes sees that it is time
    expect(levelNamed('global-default')?.seats).toBeGreaterThan(own);
    for (const { leave } of admitted) leave();
  });
});

it('a turn of the event loop begins some requests, and lets others come before it begins more', async () => {
  const order: string[] = [];
  const ask = (name: string) =>
    Promise.resolve(enter(user(name), pods)).then(({ leave }) => {
      order.push(name);
      leave();
    });
  const greedy = Array.from({ length: 200 }, () => ask('greedy'));
  await turn();
  const polite = ask('polite');
  await Promise.all([...greedy, polite]);
  expect(order.indexOf('polite')).toBeLessThan(60);
});

describe('a hand of queues', () => {
  it('is the same for the same flow, and has no queue twice', () => {
    for (let index = 0; index < 200; index++) {
      const hand = dealHand(`flow ${index}`, 16, 6);
      expect(new Set(hand).size).toBe(6);
      expect(hand.every((queue) => queue >= 0 && queue < 16)).toBe(true);
      expect(dealHand(`flow ${index}`, 16, 6)).toEqual(hand);
    }
  });

  it('meets all queues alike', () => {
    const dealt = Array.from({ length: 8 }, () => 0);
    for (let index = 0; index < 4_000; index++) {
      for (const queue of dealHand(`user-${index}`, 8, 2)) dealt[queue] = (dealt[queue] ?? 0) + 1;
    }
    for (const times of dealt) expect(Math.abs(times - 1_000)).toBeLessThan(150);
  });
});

it('a queue that was empty has not saved up what it did not take', () => {
  const queues = createFairQueues({ queues: 64, handSize: 4, queueLengthLimit: 100 });
  const next = () => {
    const request = queues.next();
    if (request !== undefined) queues.take(request, true);
    return request?.flow;
  };
  for (let index = 0; index < 20; index++) queues.add({ flow: 'a', seats: 1 });
  for (let index = 0; index < 8; index++) next();
  for (let index = 0; index < 4; index++) queues.add({ flow: 'b', seats: 1 });
  const served = Array.from({ length: 8 }, next);
  expect(served.filter((flowName) => flowName === 'a').length).toBeGreaterThan(2);
});

describe('seats', () => {
  it('are shared out', () => {
    const specs = new Map(levels.map(({ metadata, spec }) => [metadata.name ?? '', spec ?? { type: 'Limited' }]));
    const limits = nominalLimits(specs, 245);
    expect(limits.get('workload-low')).toEqual({ nominal: 100, least: 10, most: 245 });
    expect(limits.get('catch-all')).toEqual({ nominal: 5, least: 5, most: 245 });
    expect(limits.get('exempt')?.nominal).toBe(0);
  });

  it('go where they are wanted, and never all of them', () => {
    const level = (name: string, nominal: number, least: number, wants: number) => ({
      ...{ name, limits: { nominal, least, most: 100 }, highest: wants, smooth: wants },
    });
    const wanted = [level('busy', 50, 25, 200), level('idle', 50, 10, 0)];
    expect(Object.fromEntries(currentLimits(wanted, 100))).toEqual({ busy: 90, idle: 10 });
    expect(smoothDemand(100, { average: 0, deviation: 0, highest: 0 })).toBeCloseTo(97.7);
    expect(smoothDemand(0, { average: 10, deviation: 2, highest: 50 })).toBe(12);
  });
});
