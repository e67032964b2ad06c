import { isPodTerminal, type Pod, type StatefulSet } from '@sampan/api';
import { type Action, eventAction, type Outcome } from '@sampan/client';
import { isNamespaceTerminating, messageOf } from '../shared/errors.js';

const verbs: Record<string, string> = { create: 'Create', update: 'Update', delete: 'Delete' };

/** What is told of the Pods and claims that a StatefulSet made, changed and deleted, and of those that it could not. */
export function statefulEvents(set: StatefulSet, outcomes: readonly Outcome[]): Action[] {
  return outcomes.flatMap((outcome) => [...endEvents(set, outcome), ...writeEvents(set, outcome)]);
}

function writeEvents(set: StatefulSet, { action, error, skipped }: Outcome): Action[] {
  const verb = verbs[action.verb];
  if (verb === undefined || skipped || isNamespaceTerminating(error) || !('object' in action)) return [];
  const { kind, metadata } = action.object;
  const isClaim = kind === 'PersistentVolumeClaim';
  const pod = isClaim ? ` Pod ${podOfClaim(set, metadata.name ?? '')}` : '';
  const what = `${action.verb} ${isClaim ? 'Claim' : kind} ${metadata.name}${pod} in StatefulSet ${set.metadata.name}`;
  if (error !== undefined) {
    const message = `${what} failed error: ${messageOf(error)}`;
    return [eventAction(set, 'Warning', { reason: `Failed${verb}`, message })];
  }
  const message = `${what} ${isClaim ? 'success' : 'successful'}`;
  return [eventAction(set, 'Normal', { reason: `Successful${verb}`, message })];
}

/** Claims are named after their template and their Pod. */
function podOfClaim(set: StatefulSet, claim: string): string {
  const templates = (set.spec.volumeClaimTemplates ?? []).map(({ metadata }) => `${metadata?.name}-`);
  const prefix = templates.find((candidate) => claim.startsWith(`${candidate}${set.metadata.name}-`)) ?? '';
  return claim.slice(prefix.length);
}

/** A Pod that has ended, however it did, is made anew. */
function endEvents(set: StatefulSet, { action, error, skipped }: Outcome): Action[] {
  if (action.verb !== 'delete' || error !== undefined || skipped || !isPodTerminal(action.object as Pod)) return [];
  const { namespace, name } = set.metadata;
  const hasFailed = (action.object as Pod).status?.phase === 'Failed';
  const [type, reason, how] = hasFailed
    ? (['Warning', 'RecreatingFailedPod', 'failed'] as const)
    : (['Normal', 'RecreatingTerminatedPod', 'terminated'] as const);
  const message = `StatefulSet ${namespace}/${name} is recreating ${how} Pod ${action.object.metadata.name}`;
  return [eventAction(set, type, { reason, message })];
}
