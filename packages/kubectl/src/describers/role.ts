import type { Role } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { roleLines } from './parts/role-lines.js';

export const roleDescriber = defineDescriber<Role>({
  group: 'rbac.authorization.k8s.io',
  kind: 'Role',
  describe: roleLines,
});
