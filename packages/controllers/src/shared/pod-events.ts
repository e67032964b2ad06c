import type { KubernetesObject } from '@sampan/api';
import { type Action, eventAction, type Outcome } from '@sampan/client';
import { isNamespaceTerminating, messageOf } from './errors.js';

/** What `owner` tells of the Pods that it made and deleted, and of those that it could not. */
export function podEvents(owner: KubernetesObject, outcomes: readonly Outcome[]): Action[] {
  return outcomes.flatMap((outcome) => podEvent(owner, outcome) ?? []);
}

function podEvent(owner: KubernetesObject, { action, object, error, skipped }: Outcome): Action | undefined {
  if (skipped || isNamespaceTerminating(error)) return undefined;
  if (action.verb !== 'create' && action.verb !== 'delete') return undefined;
  const verb = action.verb === 'create' ? { done: 'Create', past: 'Created', doing: 'creating' } : deleting;
  if (error !== undefined) {
    const message = `Error ${verb.doing}: ${messageOf(error)}`;
    return eventAction(owner, 'Warning', { reason: `Failed${verb.done}`, message });
  }
  const { name = '' } = (object ?? action.object).metadata;
  return eventAction(owner, 'Normal', { reason: `Successful${verb.done}`, message: `${verb.past} pod: ${name}` });
}

const deleting = { done: 'Delete', past: 'Deleted', doing: 'deleting' };

/** The first failure that is worth another attempt: what is made in a namespace that is going goes with it. */
export function firstFailure(outcomes: readonly Outcome[]): Outcome | undefined {
  return outcomes.find(({ error }) => error !== undefined && !isNamespaceTerminating(error));
}
