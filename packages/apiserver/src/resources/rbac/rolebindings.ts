import { resources } from '@sampan/api';
import { defineResource } from '../../kinds/define-resource.js';
import { bindingChecks, bindingColumns, validateBindingUpdate } from './bindings.js';
import { formerBindings } from './former-versions.js';

export const rolebindings = defineResource(resources.roleBindings, {
  strategy: {
    nameRule: () => [],
    createOnUpdate: true,
    checks: bindingChecks(['Role', 'ClusterRole']),
    validateUpdate: validateBindingUpdate,
  },
  columns: bindingColumns,
  versions: formerBindings,
});
