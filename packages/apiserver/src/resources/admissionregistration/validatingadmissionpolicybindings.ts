import { resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { formerValidatingPolicies } from './former-policies.js';
import { authorizeParamRef } from './param-authorization.js';
import { bindingColumns } from './policy-columns.js';
import { validateActions, validateBinding } from './validation/validate-binding.js';

/** Where a ValidatingAdmissionPolicy holds, with which parameters, and what becomes of what does not pass. */
export const validatingadmissionpolicybindings = defineResource(resources.validatingAdmissionPolicyBindings, {
  strategy: {
    countsGeneration: true,
    unconditionalUpdate: false,
    validate: ({ spec }) => [
      ...validateBinding('spec', spec ?? {}, { mutates: false }),
      ...validateActions('spec.validationActions', spec?.validationActions),
    ],
    authorize: authorizeParamRef(({ server }, name) => server.objects.validatingAdmissionPolicies.get('', name)),
  },
  columns: [nameColumn, ...bindingColumns, ageColumn],
  versions: formerValidatingPolicies,
});
