import { escapeHtml, type StatusError, type ValidatingAdmissionPolicyBinding } from '@sampan/api';
import type { ResourceDefinition } from '../../kinds/resource-definition.js';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import type { ValidatingPolicy, ValidatingPolicySource } from '../policies/compile-validating-policy.js';
import type { CompiledBinding } from '../policies/compiled-policy.js';
import { evaluateValidations, type Objection } from '../policies/evaluate-validations.js';
import { type Invocation, invocationsOf, type Outcome } from '../policies/invocations.js';
import { isExempt } from '../policies/is-exempt.js';
import { type SeenRequest, versionsOf } from '../policies/versions-of.js';
import { rejected } from '../rejected.js';
import { everyRequest } from './every-request.js';

type Outcomes = readonly Outcome<ValidatingPolicy, ValidatingAdmissionPolicyBinding>[];

/** Evaluates the ValidatingAdmissionPolicies that a request meets (upstream's `policy/validating/dispatcher.go`). */
export function validatingAdmissionPolicy(source: ValidatingPolicySource): AdmissionPlugin {
  return {
    name: 'ValidatingAdmissionPolicy',
    validating: {
      rules: everyRequest,
      admit: (request) => {
        const wanted = source.wantedFor(request);
        if (wanted.length === 0 || isExempt(request)) return undefined;
        const outcomes = invocationsOf(wanted, request);
        return outcomes instanceof Promise
          ? outcomes.then((all) => evaluate(all, request))
          : evaluate(outcomes, request);
      },
    },
  };
}

function evaluate(outcomes: Outcomes, request: AdmissionRequest): undefined | Promise<undefined> {
  const resources = outcomes.flatMap((outcome) => (outcome.problem === undefined ? [outcome.resource] : []));
  const versions = versionsOf(resources, request);
  return versions instanceof Promise
    ? versions.then((all) => decide(outcomes, all, request))
    : decide(outcomes, versions, request);
}

/** Throws what the first policy says that denies the request. */
function decide(
  outcomes: Outcomes,
  versions: ReadonlyMap<ResourceDefinition, SeenRequest | Error>,
  request: AdmissionRequest,
): undefined {
  const denials: StatusError[] = [];
  const notes = new Map<string, Set<string>>();
  for (const outcome of outcomes) {
    const { policy } = outcome;
    const refuse = (message: string, binding = outcome.binding) => {
      if (!policy.failsOpen) denials.push(denial(request, { policy, binding, objection: { message, index: 0 } }));
    };
    if (outcome.problem !== undefined) refuse(outcome.problem);
    else {
      const seen = versions.get(outcome.resource) as SeenRequest | Error;
      if (seen instanceof Error) refuse(`failed to configure policy: ${seen.message}`, undefined);
      else denials.push(...ask(outcome, seen, notes));
    }
  }
  for (const [key, values] of notes) request.annotate(key, [...values].join(', '));
  const [first] = denials;
  if (first !== undefined) throw first;
}

/** Does with each objection what the binding wants done; returns those that deny the request. */
function ask(
  { policy, binding, params }: Invocation<ValidatingPolicy, ValidatingAdmissionPolicyBinding>,
  { versioned, variables }: SeenRequest,
  notes: Map<string, Set<string>>,
): StatusError[] {
  const { request } = versioned;
  const actions = binding.binding.spec?.validationActions ?? [];
  const { objections, annotations } = evaluateValidations(policy, versioned, { request: variables, params });
  const denials: StatusError[] = [];
  for (const objection of objections) {
    if (actions.includes('Deny')) denials.push(denial(request, { policy, binding, objection }));
    if (actions.includes('Audit')) request.annotate(failureKey, failureNote(policy, binding, objection));
    if (actions.includes('Warn')) {
      const subject = `ValidatingAdmissionPolicy '${policy.name}' with binding '${binding.name}'`;
      request.warn(`Validation failed for ${subject}: ${objection.message}`);
    }
  }
  for (const annotation of annotations) {
    if ('error' in annotation) {
      denials.push(denial(request, { policy, binding, objection: { message: annotation.error, index: 0 } }));
    } else note(notes, `${policy.name}/${annotation.key}`, annotation.value);
  }
  return denials;
}

const failureKey = 'validation.policy.admission.k8s.io/validation_failure';

function failureNote(
  policy: ValidatingPolicy,
  { name, binding }: CompiledBinding<ValidatingAdmissionPolicyBinding>,
  { message, index }: Objection,
): string {
  const validationActions = binding.spec?.validationActions ?? [];
  const failure = { message, policy: policy.name, binding: name, expressionIndex: index, validationActions };
  return escapeHtml(JSON.stringify([failure]));
}

/** The same value is kept once, whichever bindings it comes of. */
function note(notes: Map<string, Set<string>>, key: string, value: string): void {
  const values = notes.get(key) ?? new Set<string>();
  notes.set(key, values.add(Buffer.from(value).subarray(0, maxNote).toString()));
}

const maxNote = 10 * 1024;

const codes: Readonly<Record<string, number>> = { Forbidden: 403, Unauthorized: 401, RequestEntityTooLarge: 413 };

/** The words are those of a plugin's refusal, the reason and the code the policy's own. */
function denial(
  request: AdmissionRequest,
  {
    policy,
    binding,
    objection: { message: why, reason = 'Invalid' },
  }: { policy: ValidatingPolicy; binding: { readonly name: string } | undefined; objection: Objection },
): StatusError {
  const by = `ValidatingAdmissionPolicy '${policy.name}'${binding === undefined ? '' : ` with binding '${binding.name}'`}`;
  const message = `${by} denied request: ${why}`;
  const error = rejected(request, message);
  const { status } = error;
  status.reason = reason;
  status.code = codes[reason] ?? 422;
  status.details = { ...status.details, causes: [...(status.details?.causes ?? []), { message }] };
  return error;
}
