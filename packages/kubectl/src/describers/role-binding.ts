import type { RoleBinding } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { bindingLines } from './parts/binding-lines.js';

export const roleBindingDescriber = defineDescriber<RoleBinding>({
  group: 'rbac.authorization.k8s.io',
  kind: 'RoleBinding',
  describe: bindingLines,
});
