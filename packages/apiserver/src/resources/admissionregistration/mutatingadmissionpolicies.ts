import { resources } from '@sampan/api';
import { ageColumn, countColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { formerMutatingPolicies } from './former-policies.js';
import { authorizeParamKind } from './param-authorization.js';
import { paramKindColumn } from './policy-columns.js';
import { validateMutatingPolicy } from './validation/validate-mutations.js';

/** How objects are changed before they are checked. Whose is decided by bindings; `admission/policies/` does it. */
export const mutatingadmissionpolicies = defineResource(resources.mutatingAdmissionPolicies, {
  strategy: {
    countsGeneration: true,
    unconditionalUpdate: false,
    validate: validateMutatingPolicy,
    authorize: authorizeParamKind,
  },
  columns: [
    nameColumn,
    countColumn('Mutations', 'How many mutations it makes.', ({ spec }) => spec?.mutations?.length),
    paramKindColumn,
    ageColumn,
  ],
  versions: formerMutatingPolicies,
});
