import { TestClock } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import type { Permission, Plugin, WaitingPod } from '../framework/plugin.js';
import type { Profile } from '../framework/profile.js';
import { type Refusal, refused } from '../framework/refusal.js';
import { clusterOf, node, pod, profileOver } from '../testing/decisions.js';
import { createWaitingPods } from './waiting-pods.js';

describe('permission to bind a Pod', () => {
  const clock = new TestClock();
  const waiting = createWaitingPods(clock);
  const candidate = pod();

  /** A profile with a plugin for each permission. */
  function profileOf(...permissions: Permission[]): Profile {
    const permit = permissions.map((permission, index): Plugin => ({ name: `P${index}`, permit: () => permission }));
    const profile = profileOver(clusterOf());
    return { ...profile, points: { ...profile.points, permit } };
  }

  /** A plugin that makes Pods wait, and what it may decide about them. */
  function holding(timeoutMs: number): { permission: Permission; held: WaitingPod[] } {
    const held: WaitingPod[] = [];
    return { permission: { timeoutMs, decide: (one) => void held.push(one) }, held };
  }

  const ask = (...permissions: Permission[]) => waiting.ask(candidate, node('a'), profileOf(...permissions));

  it('is given at once where nobody has to wait', () => {
    expect(ask()).toBeUndefined();
    expect(ask('allow', 'allow')).toBeUndefined();
    expect(ask('allow', refused('not now'))).toEqual(refused('not now'));
  });

  it('is given when all have allowed it', async () => {
    const [first, second] = [holding(10_000), holding(20_000)];
    const outcome = ask(first.permission, 'allow', second.permission) as Promise<Refusal | undefined>;
    second.held[0]?.allow();
    first.held[0]?.allow();
    expect(await outcome).toBeUndefined();
    expect(waiting.reject(candidate.metadata.uid ?? '', 'late')).toBe(false);
  });

  it('is refused when one refuses, or somebody else ends the wait', async () => {
    const first = holding(10_000);
    const outcome = ask(first.permission) as Promise<Refusal | undefined>;
    first.held[0]?.reject('no');
    expect(await outcome).toEqual(refused('no'));
    const again = ask(first.permission) as Promise<Refusal | undefined>;
    expect(waiting.reject(candidate.metadata.uid ?? '', 'preempted')).toBe(true);
    expect(await again).toEqual(refused('preempted'));
  });

  it('is refused when it takes too long', async () => {
    const outcome = ask(holding(10_000).permission, holding(20_000).permission) as Promise<Refusal | undefined>;
    clock.advance(10_000);
    expect(await outcome).toEqual(refused('rejected due to timeout after waiting 10s at plugin P0'));
  });
});
