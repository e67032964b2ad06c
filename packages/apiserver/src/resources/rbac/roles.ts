import { resources } from '@sampan/api';
import { defineResource } from '../../kinds/define-resource.js';
import { validateRules } from './rules.js';

export const roles = defineResource(resources.roles, {
  strategy: {
    nameRule: () => [],
    createOnUpdate: true,
    defaults: (role) => {
      role.rules ??= [];
    },
    validate: ({ rules }) => validateRules(rules, true),
  },
});
