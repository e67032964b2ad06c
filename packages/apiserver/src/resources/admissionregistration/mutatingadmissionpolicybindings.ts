import { resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { formerMutatingPolicies } from './former-policies.js';
import { authorizeParamRef } from './param-authorization.js';
import { bindingColumns } from './policy-columns.js';
import { validateBinding } from './validation/validate-binding.js';

/** Where a MutatingAdmissionPolicy changes objects, and with which parameters. */
export const mutatingadmissionpolicybindings = defineResource(resources.mutatingAdmissionPolicyBindings, {
  strategy: {
    countsGeneration: true,
    unconditionalUpdate: false,
    validate: ({ spec }) => validateBinding('spec', spec ?? {}, { mutates: true }),
    authorize: authorizeParamRef(({ server }, name) => server.objects.mutatingAdmissionPolicies.get('', name)),
  },
  columns: [nameColumn, ...bindingColumns, ageColumn],
  versions: formerMutatingPolicies,
});
