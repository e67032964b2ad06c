import type {
  KubernetesObject,
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  ParamKind,
  ParamRef,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '@sampan/api';
import { type AdmissionScope, type CompiledVariables, compileVariables } from '@sampan/api/cel';
import { compileMatchConditions, type MatchConditions } from '../matching/match-conditions.js';
import { type CompiledMatch, compileMatch } from './match-resources.js';

export type Policy = MutatingAdmissionPolicy | ValidatingAdmissionPolicy;
export type Binding = MutatingAdmissionPolicyBinding | ValidatingAdmissionPolicyBinding;

/** What policies of both kinds have in common, ready to be evaluated. */
export interface CompiledPolicy {
  readonly name: string;
  readonly match: CompiledMatch;
  readonly paramKind: ParamKind | undefined;
  /** What cannot be evaluated is let pass. */
  readonly failsOpen: boolean;
  /** Absent: there are none. */
  readonly conditions?: MatchConditions;
  readonly variables: CompiledVariables;
}

/** Where a policy holds, and with which parameters. */
export interface CompiledBinding<B extends Binding = Binding> {
  readonly name: string;
  readonly policyName: string;
  readonly paramRef: ParamRef | undefined;
  /** Absent: wherever the policy does. */
  readonly match?: CompiledMatch;
  readonly binding: B;
}

/** Returns also what the policy's own expressions see. */
export function compilePolicy({ metadata, spec = {} }: Policy): { policy: CompiledPolicy; scope: AdmissionScope } {
  const { paramKind, failurePolicy = 'Fail', matchConstraints = {}, matchConditions = [] } = spec;
  const params = paramKind !== undefined;
  const variables = compileVariables(spec.variables ?? [], { params, authorizer: true });
  const policy = {
    ...{ name: metadata.name ?? '', match: compileMatch(matchConstraints), paramKind, variables },
    failsOpen: failurePolicy === 'Ignore',
    ...(matchConditions.length > 0 && {
      conditions: compileMatchConditions(matchConditions, { failurePolicy, params }),
    }),
  };
  return { policy, scope: { params, authorizer: true, variables: variables.types } };
}

export function compileBinding<B extends Binding & KubernetesObject>(binding: B): CompiledBinding<B> {
  const { policyName = '', paramRef, matchResources } = binding.spec ?? {};
  return {
    ...{ name: binding.metadata.name ?? '', policyName, paramRef, binding },
    ...(matchResources !== undefined && { match: compileMatch(matchResources) }),
  };
}
