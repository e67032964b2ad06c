import { findCondition, formatTime, keyOf, type Pod, resources } from '@sampan/api';
import type { Client } from '@sampan/client';

/** What is said of a Pod that got no node. */
export interface Outcome {
  /** `Unschedulable`, or `SchedulerError` where something went wrong. */
  readonly reason: 'Unschedulable' | 'SchedulerError';
  readonly message: string;
  /** The node that it is nominated for now; undefined: as before. */
  readonly nominate?: string | undefined;
}

/**
 * The status that says in the Pod's `PodScheduled` condition why it has no node, and for which it is nominated; undefined
 * where it says so already.
 */
export function statusPatch(pod: Pod, { reason, message, nominate }: Outcome, now: number): object | undefined {
  const known = findCondition(pod.status?.conditions, 'PodScheduled');
  const said = known?.status === 'False' && known.reason === reason && known.message === message;
  const renominated = nominate !== undefined && nominate !== (pod.status?.nominatedNodeName ?? '');
  if (said && !renominated) return undefined;
  const lastTransitionTime = known?.status === 'False' ? known.lastTransitionTime : formatTime(now);
  const observedGeneration = pod.metadata.generation;
  const condition = { type: 'PodScheduled', status: 'False', reason, message, lastTransitionTime, observedGeneration };
  return {
    status: {
      ...(!said && { conditions: [condition] }),
      ...(renominated && { nominatedNodeName: nominate === '' ? null : nominate }),
    },
  };
}

/** Writes what became of a Pod that got no node, where that is news. */
export async function writeOutcome(client: Client, pod: Pod, outcome: Outcome, now: number): Promise<void> {
  const body = statusPatch(pod, outcome, now);
  if (body === undefined) return;
  await client.resource(resources.pods).patch(keyOf(pod), { type: 'strategic', body }, { subresource: 'status' });
}
