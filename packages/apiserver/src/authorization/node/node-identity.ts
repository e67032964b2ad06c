import type { User } from '../../authentication/user.js';

export const nodesGroup = 'system:nodes';
export const nodePrefix = 'system:node:';

/**
 * The node whose agent `user` is; undefined for users that are no agents. Empty where it is an agent that names no node.
 */
export function nodeOfUser({ name, groups }: User): string | undefined {
  return name.startsWith(nodePrefix) && groups.includes(nodesGroup) ? name.slice(nodePrefix.length) : undefined;
}
