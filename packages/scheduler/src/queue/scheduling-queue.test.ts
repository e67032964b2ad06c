import type { Pod } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { type QueuedPod, SchedulingQueue } from './scheduling-queue.js';

function pod(name: string, priority?: number): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, uid: name },
    spec: { containers: [], ...(priority !== undefined && { priority }) },
  };
}

function drain(queue: SchedulingQueue): string[] {
  const names: string[] = [];
  for (let queued = queue.next(); queued !== undefined; queued = queue.next())
    names.push(queued.pod.metadata.name ?? '');
  return names;
}

describe('SchedulingQueue', () => {
  it('gives Pods by priority, then by age', () => {
    const queue = new SchedulingQueue();
    for (const each of [pod('a'), pod('b', 5), pod('c'), pod('d', 9), pod('e', 5)]) queue.add(each);
    expect(drain(queue)).toEqual(['d', 'b', 'e', 'a', 'c']);
  });

  it('keeps the order of many', () => {
    const queue = new SchedulingQueue();
    for (let index = 0; index < 100; index++) queue.add(pod(`p${index}`, (index * 37) % 10));
    const priorities = drain(queue).map((name) => (Number(name.slice(1)) * 37) % 10);
    expect(priorities).toEqual([...priorities].sort((a, b) => b - a));
  });

  it('gives a Pod once, in its newest version, and none that was removed', () => {
    const queue = new SchedulingQueue();
    queue.add(pod('a'));
    queue.add(pod('a', 3));
    queue.add(pod('b'));
    queue.remove('b');
    expect(queue.next()?.pod.spec.priority).toBe(3);
    expect(queue.next()).toBeUndefined();
  });

  it('parks what no node takes until something changes', () => {
    const queue = new SchedulingQueue();
    queue.add(pod('a'));
    queue.park(queue.next() as QueuedPod, queue.moves);
    expect(queue.next()).toBeUndefined();
    expect(queue.moveAll()).toBe(true);
    expect(drain(queue)).toEqual(['a']);
  });

  it('tries a Pod again at once when something changed while it was tried', () => {
    const queue = new SchedulingQueue();
    queue.add(pod('a'));
    const { moves } = queue;
    const queued = queue.next() as QueuedPod;
    queue.moveAll();
    queue.park(queued, moves);
    expect(drain(queue)).toEqual(['a']);
  });
});
