import { resources } from '@sampan/api';
import { defineResource } from '../../kinds/define-resource.js';
import { bindingColumns, defaultBinding, validateBinding, validateBindingUpdate } from './bindings.js';

export const rolebindings = defineResource(resources.roleBindings, {
  strategy: {
    nameRule: () => [],
    createOnUpdate: true,
    defaults: defaultBinding,
    validate: (binding) => validateBinding(binding, ['Role', 'ClusterRole']),
    validateUpdate: validateBindingUpdate,
  },
  columns: bindingColumns,
});
