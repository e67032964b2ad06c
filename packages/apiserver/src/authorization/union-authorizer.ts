import type { Attributes, Authorizer, Decision } from './authorizer.js';

/**
 * Asks several authorizers in turn, until one allows or denies. The reasons of those that do neither are told together.
 */
export function unionAuthorizer(authorizers: readonly Authorizer[]): Authorizer {
  async function askFrom(index: number, attributes: Attributes, reasons: readonly string[]): Promise<Decision> {
    const authorizer = authorizers[index];
    if (authorizer === undefined) return { allowed: false, reason: reasons.join('\n') };
    const decision = await (authorizer.ask ?? authorizer.authorize)(attributes);
    if (decision.allowed || decision.denied) return decision;
    return askFrom(index + 1, attributes, decision.reason === '' ? reasons : [...reasons, decision.reason]);
  }

  const asksOthers = authorizers.some(({ ask }) => ask !== undefined);
  return {
    authorize: (attributes) => {
      const reasons: string[] = [];
      for (const authorizer of authorizers) {
        const decision: Decision = authorizer.authorize(attributes);
        if (decision.allowed || decision.denied) return decision;
        if (decision.reason !== '') reasons.push(decision.reason);
      }
      return { allowed: false, reason: reasons.join('\n') };
    },
    ...(asksOthers && { ask: (attributes) => askFrom(0, attributes, []) }),
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
