import type { UnstructuredObject } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import type { ObjectInfo } from '../../framework/read-objects.js';
import type { ObjectTarget } from '../../framework/selection.js';
import type { DryRun } from '../../framework/writes.js';
import { asMember, contentsOfTargets, openApplySet, prunableMembers, saveContents, union } from './apply-set.js';

/** One run of apply on a set of objects. */
export interface ApplySetSession {
  /** Makes what is to be applied members of the set, and notes them in its parent. */
  adopt(targets: readonly ObjectTarget[]): Promise<ObjectTarget[]>;
  /** The members that are not among those that were applied. */
  prunable(visited: readonly UnstructuredObject[]): AsyncIterable<ObjectInfo>;
  /** Notes that only what was applied is left. */
  end(): Promise<void>;
}

/** Begins to apply to the set that `--applyset` names. */
export async function beginApplySet(context: Context, reference: string, dryRun: DryRun): Promise<ApplySetSession> {
  const set = await openApplySet(context, reference);
  let after = set.before;
  return {
    async adopt(targets) {
      const members = targets.map((target) => asMember(set, target));
      after = contentsOfTargets(members);
      await saveContents(context, set, { contents: union(set.before, after), dryRun });
      return members;
    },
    prunable: (visited) => prunableMembers(context, set, visited),
    end: () => saveContents(context, set, { contents: after, dryRun }),
  };
}
