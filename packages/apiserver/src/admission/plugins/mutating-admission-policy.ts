import { deepEqual, type KubernetesObject, type MutatingAdmissionPolicyBinding, StatusError } from '@sampan/api';
import { type AdmissionVariables, Budget, evaluationBudget } from '@sampan/api/cel';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import { workingObject } from '../matching/changed-object.js';
import { inVersion, type VersionedRequest } from '../matching/request-objects.js';
import { applyMutation, MutationError } from '../policies/apply-mutation.js';
import type { CompiledMutation, MutatingPolicy, MutatingPolicySource } from '../policies/compile-mutating-policy.js';
import { type Invocation, invocationsOf, type Outcome } from '../policies/invocations.js';
import { isExempt } from '../policies/is-exempt.js';
import type { BoundPolicy } from '../policies/policy-source.js';
import { policyVariables, requestVariables } from '../policies/policy-variables.js';
import { rejected } from '../rejected.js';
import { Turns } from '../turns.js';
import { waiting } from '../waiting.js';
import { everyRequest } from './every-request.js';

const name = 'MutatingAdmissionPolicy';

type Bound = BoundPolicy<MutatingPolicy, MutatingAdmissionPolicyBinding>;
type Meeting = Invocation<MutatingPolicy, MutatingAdmissionPolicyBinding>;

/**
 * Has MutatingAdmissionPolicies change the object, one after the other, in the order of their names. When it has changed since,
 * those are evaluated once more that want it so (upstream's `policy/mutating/dispatcher.go`).
 */
export function mutatingAdmissionPolicy(source: MutatingPolicySource): AdmissionPlugin {
  return {
    name,
    mutating: {
      rules: everyRequest,
      admit: (request) => {
        const wanted = source.wantedFor(request);
        if (wanted.length === 0 || isExempt(request)) return undefined;
        return waiting(mutate(wanted, request));
      },
    },
  };
}

/** A policy that could not do what it should. */
interface Failure {
  readonly message: string;
  readonly reason?: string;
}

function* mutate(
  wanted: readonly Bound[],
  request: AdmissionRequest,
): Generator<unknown, KubernetesObject | undefined> {
  const turns = Turns.of(request, name);
  const failures: Failure[] = [];
  let current = request;
  const outcomes = (yield invocationsOf(wanted, request)) as Outcome<MutatingPolicy, MutatingAdmissionPolicyBinding>[];
  for (const outcome of outcomes) {
    const fail = (message: string, reason?: string) => {
      if (!outcome.policy.failsOpen) failures.push({ message: denied(outcome, message), ...(reason && { reason }) });
    };
    if (outcome.problem !== undefined) fail(outcome.problem);
    else current = yield* invoke(outcome, current, { turns, fail: (message) => fail(message, 'Invalid') });
  }
  turns.end(current.object);
  const [first] = failures;
  if (first !== undefined) throw refusal(request, first, failures);
  return current.object === request.object ? undefined : current.object;
}

/** The request with what a policy makes of its object. */
function* invoke(
  { policy, binding, params, resource }: Meeting,
  request: AdmissionRequest,
  { turns, fail }: { turns: Turns; fail(message: string): void },
): Generator<unknown, AdmissionRequest> {
  let versioned = (yield inVersion(request, resource)) as VersionedRequest;
  const budget = new Budget(evaluationBudget);
  const see = (): AdmissionVariables =>
    policyVariables(policy, { request: requestVariables(versioned), params, budget });
  const outcome = policy.conditions?.(versioned, see());
  if (outcome !== undefined && 'error' in outcome) fail(outcome.error);
  if (outcome !== undefined && !('matches' in outcome && outcome.matches)) return request;
  const id = `${policy.name}/${binding.name}/${params?.metadata.namespace ?? ''}/${params?.metadata.name ?? ''}`;
  if (!turns.isAsked(id, request)) return request;
  for (const mutation of policy.mutations) {
    const changed = attempt(mutation, versioned, see(), fail);
    if (changed === undefined) continue;
    const object = (yield workingObject(versioned, changed)) as KubernetesObject;
    versioned = (yield inVersion({ ...versioned.request, object }, resource)) as VersionedRequest;
  }
  const isChanged = !deepEqual(versioned.request.object, request.object);
  if (isChanged) turns.changed();
  if (policy.reinvoked) turns.asked(id);
  return isChanged ? versioned.request : request;
}

function attempt(
  mutation: CompiledMutation,
  versioned: VersionedRequest,
  variables: AdmissionVariables,
  fail: (message: string) => void,
): KubernetesObject | undefined {
  try {
    return applyMutation(mutation, versioned, { variables, budget: new Budget(evaluationBudget) });
  } catch (error) {
    if (!(error instanceof MutationError)) throw error;
    fail(error.message);
    return undefined;
  }
}

function denied(
  { policy, binding }: { policy: MutatingPolicy; binding?: { readonly name: string } },
  why: string,
): string {
  return binding === undefined
    ? `policy ${JSON.stringify(policy.name)} denied request: ${why}`
    : `policy '${policy.name}' with binding '${binding.name}' denied request: ${why}`;
}

/** All failures are told, the first one decides. */
function refusal(request: AdmissionRequest, { message, reason }: Failure, failures: readonly Failure[]): StatusError {
  const { status } = rejected(request, '');
  return new StatusError({
    ...status,
    message,
    ...(reason !== undefined && { reason }),
    details: { ...status.details, causes: failures.map((failure) => ({ message: failure.message })) },
  });
}
