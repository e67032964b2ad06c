import { formatTime, isNotFound, keyOf, type Pod, resources } from '@sampan/api';
import type { Handle } from '../../framework/handle.js';
import type { Candidate } from './select-victims.js';

/**
 * Has the victims go: each is told why, in its `DisruptionTarget` condition and by an Event, and deleted with the grace that
 * it asks for. Pods of lower priority that waited for room on the node look for another.
 */
export async function evictVictims({ nodeName, victims }: Candidate, preemptor: Pod, handle: Handle): Promise<void> {
  await Promise.all(victims.map((victim) => evict(victim, { nodeName, preemptor, handle })));
  const { state, client } = handle;
  const lower = [...state.nominations.for(nodeName)].filter(
    ({ pod }) => (pod.spec.priority ?? 0) < (preemptor.spec.priority ?? 0),
  );
  for (const { pod, uid } of lower) {
    state.nominations.remove(uid);
    const body = { status: { nominatedNodeName: null } };
    await client
      .resource(resources.pods)
      .patch(keyOf(pod), { type: 'merge', body }, { subresource: 'status' })
      .catch(unlessGone);
  }
}

async function evict(
  victim: Pod,
  { nodeName, preemptor, handle }: { nodeName: string; preemptor: Pod; handle: Handle },
): Promise<void> {
  const message = `Preempted by pod ${preemptor.metadata.uid} on node ${nodeName}`;
  if (
    !handle.rejectWaiting(victim.metadata.uid ?? '', 'preempted') &&
    victim.metadata.deletionTimestamp === undefined
  ) {
    const pods = handle.client.resource(resources.pods);
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: `${preemptor.spec.schedulerName ?? 'default-scheduler'}: preempting to accommodate a higher priority pod`,
      lastTransitionTime: formatTime(handle.clock.now()),
      ...(victim.metadata.generation !== undefined && { observedGeneration: victim.metadata.generation }),
    };
    const body = { status: { conditions: [condition] } };
    await pods.patch(keyOf(victim), { type: 'strategic', body }, { subresource: 'status' }).catch(unlessGone);
    const leaving = await pods.delete(keyOf(victim)).catch(unlessGone);
    if (leaving !== undefined && 'spec' in leaving && leaving.metadata.deletionGracePeriodSeconds)
      handle.observe(leaving);
  }
  handle.event(victim, 'Normal', 'Preempted', message, preemptor.spec.schedulerName ?? '');
}

function unlessGone(error: unknown): undefined {
  if (!isNotFound(error)) throw error;
}
