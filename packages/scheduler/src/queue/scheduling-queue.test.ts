import { type Pod, TestClock } from '@sampan/api';
import { beforeEach, describe, expect, it } from 'vitest';
import { Profiles } from '../framework/profiles.js';
import { clusterOf, node, pod as podOf, profileOver } from '../testing/decisions.js';
import { type QueuedPod, SchedulingQueue } from './scheduling-queue.js';

let clock: TestClock;
let queue: SchedulingQueue;
let wakes: number;

beforeEach(() => {
  clock = new TestClock();
  wakes = 0;
  const profiles = new Profiles([profileOver(clusterOf())]);
  queue = new SchedulingQueue({ clock, profiles, wake: () => void wakes++ });
});

function pod(name: string, spec: Partial<Pod['spec']> = {}): Pod {
  return podOf(spec, { name, namespace: 'default', uid: name });
}

function drain(): string[] {
  const names: string[] = [];
  for (let queued = queue.next(); queued !== undefined; queued = queue.next())
    names.push(queued.pod.metadata.name ?? '');
  return names;
}

/** Has a Pod refused by these plugins. */
function park(...plugins: string[]): QueuedPod {
  const queued = queue.next() as QueuedPod;
  queue.park(queued, new Set(plugins));
  return queued;
}

describe('the active queue', () => {
  it('gives Pods by priority, then by age', () => {
    const priorities = { a: 0, b: 5, c: 0, d: 9, e: 5 };
    for (const [name, priority] of Object.entries(priorities)) queue.add(pod(name, { priority }));
    expect(drain()).toEqual(['d', 'b', 'e', 'a', 'c']);
  });

  it('keeps the order of many', () => {
    for (let index = 0; index < 100; index++) queue.add(pod(`p${index}`, { priority: (index * 37) % 10 }));
    const priorities = drain().map((name) => (Number(name.slice(1)) * 37) % 10);
    expect(priorities).toEqual([...priorities].sort((a, b) => b - a));
  });

  it('gives a Pod once, in its newest version, and none that was removed', () => {
    queue.add(pod('a'));
    queue.add(pod('a', { priority: 3 }));
    queue.add(pod('b'));
    queue.remove('b');
    expect(queue.next()?.pod.spec.priority).toBe(3);
    expect(queue.next()).toBeUndefined();
  });
});

describe('Pods with gates', () => {
  it('are not tried before the last one is gone', () => {
    const gates = (...names: string[]) => ({ schedulingGates: names.map((name) => ({ name })) });
    const [both, one, none] = [pod('a', gates('x', 'y')), pod('a', gates('y')), pod('a')];
    queue.add(both);
    expect(queue.counts()).toMatchObject({ gated: 1, active: 0 });
    queue.update(one, both);
    queue.move('nodeAdded', { node: node('n') });
    clock.advance(10 * 60_000);
    expect(drain()).toEqual([]);
    queue.update(none, one);
    expect(drain()).toEqual(['a']);
  });
});

describe('Pods that no node takes', () => {
  it('wait for an event that may help, by the plugin that refused them', () => {
    queue.add(pod('big'));
    park('NodeResourcesFit');
    const cordoned = node('n', { spec: { unschedulable: true } });
    queue.move('nodeUpdated', { node: cordoned, old: node('n') });
    expect(queue.counts()).toMatchObject({ unschedulable: 1 });
    wakes = 0;
    queue.move('assignedPodDeleted', { pod: pod('other') });
    expect(queue.counts()).toMatchObject({ unschedulable: 0, backoff: 1 });
    expect(wakes).toBe(1);
    expect(drain()).toEqual(['big']);
  });

  it('are let pass by others as long as their back-off lasts', () => {
    queue.add(pod('again', { priority: 9 }));
    park('NodeResourcesFit');
    queue.move('assignedPodDeleted', { pod: pod('other') });
    queue.add(pod('b'));
    queue.add(pod('c'));
    expect(queue.next()?.pod.metadata.name).toBe('b');
    clock.advance(1000);
    expect(queue.next()?.pod.metadata.name).toBe('again');
  });

  it('wait twice as long with every time, ten seconds at most', () => {
    const waits: number[] = [];
    queue.add(pod('again', { priority: 9 }));
    for (let times = 0; times < 6; times++) {
      park('NodeResourcesFit');
      queue.add(pod('other'));
      queue.move('assignedPodDeleted', { pod: pod('other') });
      let waited = 0;
      for (; queue.counts().backoff === 1; waited += 500) clock.advance(500);
      waits.push(waited);
      queue.remove('other');
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it('are tried again after five minutes whatever happened', () => {
    queue.add(pod('forgotten'));
    park('NodeName');
    clock.advance(4 * 60_000);
    expect(drain()).toEqual([]);
    clock.advance(60_000 + 30_000);
    expect(drain()).toEqual(['forgotten']);
  });

  it('are tried again when they change in a way that may help', () => {
    const [before, after] = [pod('a'), pod('a', { tolerations: [{ operator: 'Exists' }] })];
    queue.add(before);
    park('TaintToleration');
    queue.update(before, before);
    expect(drain()).toEqual([]);
    queue.update(after, before);
    expect(queue.next()?.pod).toBe(after);
  });

  it('wait for a node where there was none', () => {
    queue.add(pod('first'));
    park();
    queue.move('nodeAdded', { node: node('n') });
    expect(drain()).toEqual(['first']);
  });
});

describe('Pods with which something went wrong', () => {
  it('wait for their back-off even when nobody else does', () => {
    queue.add(pod('a'));
    queue.retryLater(queue.next() as QueuedPod);
    expect(drain()).toEqual([]);
    clock.advance(1000);
    const queued = queue.next() as QueuedPod;
    queue.retryLater(queued);
    clock.advance(1000);
    expect(drain()).toEqual([]);
    clock.advance(1000);
    expect(drain()).toEqual(['a']);
  });
});
