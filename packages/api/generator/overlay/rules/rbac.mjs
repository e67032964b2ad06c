const group = 'rbac.authorization.k8s.io';
const verbs = { required: 'verbs must contain at least one value' };

/** Rules of `rbac.authorization.k8s.io`: see index.mjs. */
export const rbac = {
  'rbac.PolicyRule': { verbs, nonResourceURLs: {} },
  'rbac.ClusterRole': { rules: { default: null }, aggregationRule: {} },
  'rbac.ClusterRoleBinding': { roleRef: { default: {} }, subjects: {} },
  'rbac.Role': { rules: { default: null } },
  'rbac.RoleBinding': { roleRef: { default: {} }, subjects: {} },
  'rbac.RoleRef': {
    apiGroup: { enum: [group], default: group },
    kind: { default: '' },
    name: { required: true, format: 'pathSegment', default: '' },
  },
  'rbac.Subject': { apiGroup: { default: group, when: { kind: ['User', 'Group'] } } },
};
