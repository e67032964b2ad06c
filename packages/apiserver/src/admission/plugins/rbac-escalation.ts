import {
  type ClusterRole,
  type ClusterRoleBinding,
  deepEqual,
  notFound,
  type PolicyRule,
  type Role,
  type RoleBinding,
} from '@sampan/api';
import { compactRules, describeList, describeRule, uncoveredRules } from '../../authorization/covers.js';
import { mastersGroup, type RbacAuthorizer } from '../../authorization/rbac-authorizer.js';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import { rejected } from '../rejected.js';

const rbacGroup = 'rbac.authorization.k8s.io';
const guarded = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'];

/** Nobody hands out more than they hold, unless they may `escalate` roles or `bind` the one in question. */
export function rbacEscalation(authorizer: RbacAuthorizer): AdmissionPlugin {
  return {
    name: 'RBACEscalation',
    validating: {
      rules: [{ operations: ['CREATE', 'UPDATE'], resources: guarded.map((plural) => `${plural}.${rbacGroup}`) }],
      admit: (request) => {
        if (request.user.groups.includes(mastersGroup)) return;
        if (request.resource.plural.endsWith('bindings')) checkBinding(authorizer, request);
        else checkRole(authorizer, request);
      },
    },
  };
}

function checkRole(authorizer: RbacAuthorizer, request: AdmissionRequest): void {
  const role = request.object as Role | ClusterRole;
  const old = request.oldObject as Role | ClusterRole | undefined;
  const aggregation = 'aggregationRule' in role ? role.aggregationRule : undefined;
  const oldAggregation = old !== undefined && 'aggregationRule' in old ? old.aggregationRule : undefined;
  if (old !== undefined && deepEqual(role.rules, old.rules) && deepEqual(aggregation, oldAggregation)) return;
  if (mayDo(authorizer, request, { verb: 'escalate', resource: request.resource.plural, name: request.name })) return;
  requireHeld(authorizer, request, role.rules ?? []);
  if (aggregation !== undefined && !deepEqual(aggregation, oldAggregation)) {
    const held = authorizer.policyRulesFor(request.user, '');
    if (uncoveredRules(held, everything).length > 0) {
      throw rejected(request, 'must have cluster-admin privileges to use the aggregationRule');
    }
  }
}

const everything: PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
];

function checkBinding(authorizer: RbacAuthorizer, request: AdmissionRequest): void {
  const binding = request.object as RoleBinding | ClusterRoleBinding;
  const old = request.oldObject as RoleBinding | ClusterRoleBinding | undefined;
  const { roleRef } = binding;
  if (old !== undefined && deepEqual(roleRef, old.roleRef) && deepEqual(binding.subjects, old.subjects)) return;
  const resource = roleRef.kind === 'Role' ? 'roles' : 'clusterroles';
  if (mayDo(authorizer, request, { verb: 'bind', resource, name: roleRef.name })) return;
  const rules = authorizer.rulesOf(roleRef.kind === 'Role' ? request.namespace : '', roleRef.name);
  if (rules === undefined) throw notFound({ group: rbacGroup, resource }, roleRef.name);
  requireHeld(authorizer, request, rules);
}

function mayDo(
  authorizer: RbacAuthorizer,
  { user, namespace }: AdmissionRequest,
  { verb, resource, name }: { verb: string; resource: string; name: string },
): boolean {
  const attributes = {
    user,
    verb,
    resourceRequest: true,
    group: rbacGroup,
    version: 'v1',
    resource,
    subresource: '',
    namespace,
    name,
    path: '',
  };
  return authorizer.authorize(attributes).allowed;
}

function requireHeld(authorizer: RbacAuthorizer, request: AdmissionRequest, rules: readonly PolicyRule[]): void {
  const { user, namespace } = request;
  const missing = uncoveredRules(authorizer.policyRulesFor(user, namespace), rules);
  if (missing.length === 0) return;
  const list = compactRules(missing).map(describeRule).sort().join('\n');
  const who = `user ${JSON.stringify(user.name)} (groups=${describeList(user.groups)})`;
  const message = `${who} is attempting to grant RBAC permissions not currently held:\n${list}`;
  throw rejected(request, message);
}
