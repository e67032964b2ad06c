import { type KubernetesObject, StatusError } from '@sampan/api';
import type { ResourceDefinition } from '../../kinds/resource-definition.js';
import type { AdmissionRequest } from '../admission-plugin.js';
import { ConfigurationError, collectParams, type Params, paramResource } from './collect-params.js';
import type { Binding, CompiledBinding, CompiledPolicy } from './compiled-policy.js';
import { matchRequest } from './match-resources.js';
import type { BoundPolicy } from './policy-source.js';

/** A policy that a request meets, with one of its bindings and one set of parameters. */
export interface Invocation<P extends CompiledPolicy, B extends Binding> {
  readonly policy: P;
  readonly binding: CompiledBinding<B>;
  readonly params: KubernetesObject | undefined;
  /** In the version that the policy's rules name. */
  readonly resource: ResourceDefinition;
  readonly problem?: undefined;
}

/** A policy that a request meets, but which cannot be evaluated. */
export interface BrokenPolicy<P extends CompiledPolicy, B extends Binding> {
  readonly policy: P;
  /** Absent: nothing is wrong with it. */
  readonly binding?: CompiledBinding<B>;
  readonly problem: string;
}

export type Outcome<P extends CompiledPolicy, B extends Binding> = Invocation<P, B> | BrokenPolicy<P, B>;

/** What a request is to be evaluated by, in order. A promise only where parameters have to be waited for. */
export function invocationsOf<P extends CompiledPolicy, B extends Binding>(
  bound: readonly BoundPolicy<P, B>[],
  request: AdmissionRequest,
): Outcome<P, B>[] | Promise<Outcome<P, B>[]> {
  const found = bound.flatMap((one) => ofPolicy(one, request));
  return found.some((one) => one instanceof Promise)
    ? Promise.all(found).then((outcomes) => outcomes.flat())
    : (found as Outcome<P, B>[][]).flat();
}

type Outcomes<P extends CompiledPolicy, B extends Binding> = Outcome<P, B>[] | Promise<Outcome<P, B>[]>;

function ofPolicy<P extends CompiledPolicy, B extends Binding>(
  { policy, bindings }: BoundPolicy<P, B>,
  request: AdmissionRequest,
): Outcomes<P, B>[] {
  try {
    const resource = matchRequest(policy.match, request);
    if (resource === undefined) return [];
    const kind = paramResource(policy.paramKind, request);
    return bindings.map((binding) => ofBinding({ policy, binding, resource }, kind, request));
  } catch (error) {
    return [[{ policy, problem: `failed to configure policy: ${problemOf(error)}` }]];
  }
}

function ofBinding<P extends CompiledPolicy, B extends Binding>(
  invocation: Pick<Invocation<P, B>, 'policy' | 'binding' | 'resource'>,
  kind: ResourceDefinition | undefined,
  request: AdmissionRequest,
): Outcomes<P, B> {
  const { policy, binding } = invocation;
  const broken = (error: unknown) => [{ policy, binding, problem: `failed to configure binding: ${problemOf(error)}` }];
  const each = (params: Params) => params.map((one) => ({ ...invocation, params: one }));
  try {
    if (binding.match !== undefined && matchRequest(binding.match, request) === undefined) return [];
    const params = collectParams(kind, binding.paramRef, request);
    return params instanceof Promise ? params.then(each).catch(broken) : each(params);
  } catch (error) {
    return broken(error);
  }
}

function problemOf(error: unknown): string {
  if (error instanceof ConfigurationError || error instanceof StatusError) return error.message;
  throw error;
}
