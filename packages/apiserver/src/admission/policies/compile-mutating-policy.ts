import type { MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding, Mutation } from '@sampan/api';
import {
  type AdmissionExpression,
  type AdmissionScope,
  applyConfigurationType,
  compileAdmission,
  jsonPatchType,
  listOf,
} from '@sampan/api/cel';
import { type CompiledPolicy, compilePolicy } from './compiled-policy.js';
import type { PolicySource } from './policy-source.js';

/** How objects are changed, ready to be evaluated. */
export interface MutatingPolicy extends CompiledPolicy {
  readonly mutations: readonly CompiledMutation[];
  /** It is asked again when somebody has changed the object after it. */
  readonly reinvoked: boolean;
}

export interface CompiledMutation {
  readonly patchType: 'ApplyConfiguration' | 'JSONPatch';
  readonly expression: AdmissionExpression;
}

export type MutatingPolicySource = PolicySource<MutatingPolicy, MutatingAdmissionPolicyBinding>;

export function compileMutatingPolicy(object: MutatingAdmissionPolicy): MutatingPolicy {
  const { policy, scope } = compilePolicy(object);
  const { mutations = [], reinvocationPolicy } = object.spec ?? {};
  return {
    ...policy,
    mutations: mutations.map((mutation) => compileMutation(mutation, { ...scope, mutation: true })),
    reinvoked: reinvocationPolicy === 'IfNeeded',
  };
}

function compileMutation({ jsonPatch, applyConfiguration }: Mutation, scope: AdmissionScope): CompiledMutation {
  if (jsonPatch !== undefined) {
    const expression = compileAdmission(jsonPatch.expression?.trim() ?? '', scope, [listOf(jsonPatchType)]);
    return { patchType: 'JSONPatch', expression };
  }
  const expression = compileAdmission(applyConfiguration?.expression?.trim() ?? '', scope, [applyConfigurationType]);
  return { patchType: 'ApplyConfiguration', expression };
}
