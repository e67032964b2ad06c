import { resources } from '@sampan/api';
import { defineResource } from '../../kinds/define-resource.js';
import { bindingChecks, bindingColumns, validateBindingUpdate } from './bindings.js';
import { formerBindings } from './former-versions.js';

export const clusterrolebindings = defineResource(resources.clusterRoleBindings, {
  strategy: {
    nameRule: () => [],
    createOnUpdate: true,
    checks: bindingChecks(['ClusterRole']),
    validateUpdate: validateBindingUpdate,
  },
  columns: bindingColumns,
  versions: formerBindings,
});
