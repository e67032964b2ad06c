import type { ClusterRole } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { roleLines } from './parts/role-lines.js';

export const clusterRoleDescriber = defineDescriber<ClusterRole>({
  group: 'rbac.authorization.k8s.io',
  kind: 'ClusterRole',
  describe: roleLines,
});
