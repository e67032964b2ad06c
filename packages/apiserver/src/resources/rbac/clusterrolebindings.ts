import type { ClusterRoleBinding } from '@sampan/api';
import { defineResource } from '../define-resource.js';
import { bindingColumns, defaultBinding, validateBinding, validateBindingUpdate } from './bindings.js';
import { rbacGroup } from './rules.js';

export const clusterrolebindings = defineResource<ClusterRoleBinding>({
  group: rbacGroup,
  version: 'v1',
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  scope: 'Cluster',
  strategy: {
    nameRule: () => [],
    createOnUpdate: true,
    defaults: defaultBinding,
    validate: (binding) => validateBinding(binding, ['ClusterRole']),
    validateUpdate: validateBindingUpdate,
  },
  columns: bindingColumns,
});
