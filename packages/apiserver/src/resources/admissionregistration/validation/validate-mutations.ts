import { type FieldError, field, type MutatingAdmissionPolicy, type Mutation } from '@sampan/api';
import { type AdmissionScope, applyConfigurationType, jsonPatchType, listOf, type Type } from '@sampan/api/cel';
import { requiredChoice } from '../../../kinds/validation/messages.js';
import { expressionErrors, validatePolicy } from './validate-policy.js';

/** How objects are changed: the field that says it, and what its expression makes. */
const patchTypes: Readonly<Record<string, { readonly name: 'applyConfiguration' | 'jsonPatch'; readonly type: Type }>> =
  {
    ApplyConfiguration: { name: 'applyConfiguration', type: applyConfigurationType },
    JSONPatch: { name: 'jsonPatch', type: listOf(jsonPatchType) },
  };

/** `validateMutatingAdmissionPolicySpec`. */
export function validateMutatingPolicy({ spec = {} }: MutatingAdmissionPolicy): FieldError[] {
  const { errors, scope } = validatePolicy('spec', spec, { mutates: true });
  const { mutations = [], reinvocationPolicy } = spec;
  if (mutations.length === 0) {
    errors.push(field.required('spec.mutations', 'mutations must contain at least one item'));
  }
  return [
    ...errors,
    ...mutations.flatMap((mutation, index) =>
      validateMutation(`spec.mutations[${index}]`, mutation, { ...scope, mutation: true }),
    ),
    ...requiredChoice('spec.reinvocationPolicy', reinvocationPolicy, ['IfNeeded', 'Never']),
  ];
}

function validateMutation(path: string, mutation: Mutation, scope: AdmissionScope): FieldError[] {
  const { patchType } = mutation;
  const chosen = Object.hasOwn(patchTypes, patchType ?? '') ? patchTypes[patchType] : undefined;
  if (chosen === undefined) return requiredChoice(`${path}.patchType`, patchType, Object.keys(patchTypes));
  const others = Object.values(patchTypes).filter(({ name }) => name !== chosen.name && mutation[name] !== undefined);
  return [
    ...validatePatch(`${path}.${chosen.name}`, mutation[chosen.name], { patchType, scope, type: chosen.type }),
    ...others.map(({ name }) =>
      field.invalid(`${path}.${name}`, `{${name}}`, `must not be specified when patchType is ${patchType}`),
    ),
  ];
}

function validatePatch(
  path: string,
  patch: { readonly expression?: string } | undefined,
  { patchType, scope, type }: { readonly patchType: string; readonly scope: AdmissionScope; readonly type: Type },
): FieldError[] {
  if (patch === undefined) return [field.required(path, `must be specified when patchType is ${patchType}`)];
  const expression = (patch.expression ?? '').trim();
  if (expression === '') return [field.required(`${path}.expression`)];
  return expressionErrors(`${path}.expression`, { written: expression }, scope, [type]);
}
