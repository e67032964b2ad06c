import { resources } from '@sampan/api';
import { defineResource } from '../../kinds/define-resource.js';
import { formerRoles } from './former-versions.js';
import { validateNamespacedRule } from './rules.js';

export const roles = defineResource(resources.roles, {
  strategy: {
    nameRule: () => [],
    createOnUpdate: true,
    checks: { 'rules[].nonResourceURLs': validateNamespacedRule },
  },
  versions: formerRoles,
});
