import type { ClusterRoleBinding } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { bindingLines } from './parts/binding-lines.js';

export const clusterRoleBindingDescriber = defineDescriber<ClusterRoleBinding>({
  group: 'rbac.authorization.k8s.io',
  kind: 'ClusterRoleBinding',
  describe: bindingLines,
});
