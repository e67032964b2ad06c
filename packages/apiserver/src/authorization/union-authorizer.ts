import type { Authorizer, Decision } from './authorizer.js';

/** Asks several authorizers in turn; one that allows is enough. The reasons of those that do not are told together. */
export function unionAuthorizer(authorizers: readonly Authorizer[]): Authorizer {
  return {
    authorize: (attributes) => {
      const reasons: string[] = [];
      for (const authorizer of authorizers) {
        const decision: Decision = authorizer.authorize(attributes);
        if (decision.allowed) return decision;
        if (decision.reason !== '') reasons.push(decision.reason);
      }
      return { allowed: false, reason: reasons.join('\n') };
    },
    rulesFor: (user, namespace) => {
      const all = authorizers.map((authorizer) => authorizer.rulesFor(user, namespace));
      const errors = all.flatMap(({ evaluationError }) => evaluationError ?? []);
      return {
        resourceRules: all.flatMap(({ resourceRules }) => resourceRules),
        nonResourceRules: all.flatMap(({ nonResourceRules }) => nonResourceRules),
        ...(errors.length > 0 && { evaluationError: errors.join(', ') }),
      };
    },
  };
}
