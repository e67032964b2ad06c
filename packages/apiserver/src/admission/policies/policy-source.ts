import type { ResourceDescription } from '@sampan/api';
import type { Store } from '../../store/store.js';
import { followCompiled } from '../matching/follow-compiled.js';
import type { RuleSubject } from '../matching/match-rules.js';
import { rememberByKind } from '../matching/remember-by-kind.js';
import {
  type Binding,
  type CompiledBinding,
  type CompiledPolicy,
  compileBinding,
  type Policy,
} from './compiled-policy.js';
import { mayMatch } from './match-resources.js';

/** A policy with what binds it. One that nothing binds is asked by nobody. */
export interface BoundPolicy<P extends CompiledPolicy, B extends Binding> {
  readonly policy: P;
  readonly bindings: readonly CompiledBinding<B>[];
}

/** The policies of one kind, compiled as they change. */
export interface PolicySource<P extends CompiledPolicy, B extends Binding> {
  /** Those that may be about requests of a kind, in the order of their names. */
  wantedFor(request: RuleSubject): readonly BoundPolicy<P, B>[];
  close(): void;
}

/** Follows the stored policies and bindings of a kind until it is closed. */
export async function createPolicySource<O extends Policy, P extends CompiledPolicy, B extends Binding>(
  store: Store,
  kinds: { readonly policies: ResourceDescription<O>; readonly bindings: ResourceDescription<B> },
  compile: (policy: O) => P,
): Promise<PolicySource<P, B>> {
  let bound: readonly BoundPolicy<P, B>[] | undefined;
  const found = rememberByKind((request) => (bound ?? []).filter(({ policy }) => mayMatch(policy.match, request)));
  const changed = () => {
    bound = undefined;
    found.forget();
  };
  const [policies, bindings] = await Promise.all([
    followCompiled(store, kinds.policies, { compile, changed }),
    followCompiled(store, kinds.bindings, { compile: compileBinding<B>, changed }),
  ]);
  return {
    wantedFor: (request) => {
      bound ??= bind(policies.all, bindings.all);
      return bound.length === 0 ? [] : found.for(request);
    },
    close: () => {
      policies.stop();
      bindings.stop();
    },
  };
}

function bind<P extends CompiledPolicy, B extends Binding>(
  policies: readonly P[],
  bindings: readonly CompiledBinding<B>[],
): BoundPolicy<P, B>[] {
  return policies.flatMap((policy) => {
    const own = bindings.filter(({ policyName }) => policyName === policy.name);
    return own.length === 0 ? [] : [{ policy, bindings: own }];
  });
}
