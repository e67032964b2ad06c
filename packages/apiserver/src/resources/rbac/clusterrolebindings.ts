import { resources } from '@sampan/api';
import { defineResource } from '../../kinds/define-resource.js';
import { bindingColumns, defaultBinding, validateBinding, validateBindingUpdate } from './bindings.js';

export const clusterrolebindings = defineResource(resources.clusterRoleBindings, {
  strategy: {
    nameRule: () => [],
    createOnUpdate: true,
    defaults: defaultBinding,
    validate: (binding) => validateBinding(binding, ['ClusterRole']),
    validateUpdate: validateBindingUpdate,
  },
  columns: bindingColumns,
});
