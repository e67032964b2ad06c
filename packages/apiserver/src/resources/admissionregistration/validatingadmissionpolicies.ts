import { resources } from '@sampan/api';
import { ageColumn, countColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { formerValidatingPolicies } from './former-policies.js';
import { authorizeParamKind } from './param-authorization.js';
import { paramKindColumn } from './policy-columns.js';
import { validatePolicyStatus } from './validation/validate-policy-status.js';
import { validateValidatingPolicy } from './validation/validate-validations.js';

/** What objects have to be like. Who is asked is decided by bindings; `admission/policies/` asks. */
export const validatingadmissionpolicies = defineResource(resources.validatingAdmissionPolicies, {
  strategy: {
    countsGeneration: true,
    unconditionalUpdate: false,
    validate: validateValidatingPolicy,
    authorize: authorizeParamKind,
    validateStatusUpdate: validatePolicyStatus,
  },
  subresources: { status: statusSubresource() },
  columns: [
    nameColumn,
    countColumn('Validations', 'How many validations it has.', ({ spec }) => spec?.validations?.length),
    paramKindColumn,
    ageColumn,
  ],
  versions: formerValidatingPolicies,
});
