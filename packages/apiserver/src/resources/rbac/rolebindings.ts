import type { RoleBinding } from '@sampan/api';
import { defineResource } from '../define-resource.js';
import { bindingColumns, defaultBinding, validateBinding, validateBindingUpdate } from './bindings.js';
import { rbacGroup } from './rules.js';

export const rolebindings = defineResource<RoleBinding>({
  group: rbacGroup,
  version: 'v1',
  kind: 'RoleBinding',
  plural: 'rolebindings',
  scope: 'Namespaced',
  strategy: {
    nameRule: () => [],
    createOnUpdate: true,
    defaults: defaultBinding,
    validate: (binding) => validateBinding(binding, ['Role', 'ClusterRole']),
    validateUpdate: validateBindingUpdate,
  },
  columns: bindingColumns,
});
