import { apiGroups as groups, type PolicyRule } from '@sampan/api';

export { groups };

export const read = ['get', 'list', 'watch'];
export const write = ['create', 'delete', 'deletecollection', 'patch', 'update'];
export const readWrite = [...write, ...read];

/** Allows `verbs` on resources of a group: all of them, or only those of these names. */
export function rule(
  verbs: readonly string[],
  group: string | readonly string[],
  resources: readonly string[],
  names?: readonly string[],
): PolicyRule {
  return {
    apiGroups: typeof group === 'string' ? [group] : [...group],
    resources: [...resources],
    verbs: [...verbs],
    ...(names === undefined ? {} : { resourceNames: [...names] }),
  };
}

/** Allows `verbs` on paths. */
export function pathRule(verbs: readonly string[], paths: readonly string[]): PolicyRule {
  return { nonResourceURLs: [...paths], verbs: [...verbs] };
}

/** Reporting events, in whichever group. */
export const eventsRule: PolicyRule = {
  apiGroups: [groups.core, groups.events],
  resources: ['events'],
  verbs: ['create', 'patch', 'update'],
};

/** Everything there is. */
export const everyResource: PolicyRule = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
