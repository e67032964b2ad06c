import { type ClusterRole, deepEqual, type ObjectKey, type PolicyRule, resources } from '@sampan/api';
import { type ControllerContext, defineController, watched } from '@sampan/client';
import { selectorOf } from '../shared/selector-of.js';

/*
 * Promises: a ClusterRole with an aggregation rule has the rules of all ClusterRoles that the rule selects.
 * Reads: ClusterRoles. Writes: ClusterRoles' rules.
 * Runs when: any ClusterRole changes.
 */
export const clusterRoleAggregationController = defineController({
  name: 'clusterrole-aggregation',
  primary: resources.clusterRoles,
  watches: [watched(resources.clusterRoles, aggregatingRoles)],
  concurrency: 1,
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<void> {
  const roles = context.lister(resources.clusterRoles);
  const role = roles.get(key);
  if (role?.aggregationRule === undefined) return;
  const rules = aggregatedRules(role, roles.list());
  if (deepEqual(rules, role.rules ?? [])) return;
  await context.perform([
    { verb: 'patch', type: resources.clusterRoles, key, patch: { type: 'merge', body: { rules } } },
  ]);
}

/** The rules of the selected roles in the order of the selectors and the roles' names, each rule once. */
function aggregatedRules({ metadata, aggregationRule }: ClusterRole, roles: readonly ClusterRole[]): PolicyRule[] {
  const others = roles.filter((role) => role.metadata.name !== metadata.name);
  const byName = others.sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
  const rules = (aggregationRule?.clusterRoleSelectors ?? []).flatMap((selector) =>
    byName
      .filter(({ metadata: { labels } }) => selectorOf(selector).matches(labels))
      .flatMap((role) => role.rules ?? []),
  );
  return rules.filter((rule, index) => rules.findIndex((other) => deepEqual(other, rule)) === index);
}

function aggregatingRoles(_role: ClusterRole, context: ControllerContext): ObjectKey[] {
  return context
    .lister(resources.clusterRoles)
    .list()
    .filter(({ aggregationRule }) => aggregationRule !== undefined)
    .map(({ metadata }) => ({ namespace: '', name: metadata.name ?? '' }));
}
