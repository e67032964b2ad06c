import type { Role } from '@sampan/api';
import { defineResource } from '../define-resource.js';
import { rbacGroup, validateRules } from './rules.js';

export const roles = defineResource<Role>({
  group: rbacGroup,
  version: 'v1',
  kind: 'Role',
  plural: 'roles',
  scope: 'Namespaced',
  strategy: {
    nameRule: () => [],
    createOnUpdate: true,
    defaults: (role) => {
      role.rules ??= [];
    },
    validate: ({ rules }) => validateRules(rules, true),
  },
});
