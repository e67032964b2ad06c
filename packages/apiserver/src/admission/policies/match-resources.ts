import type { MatchResources } from '@sampan/api';
import type { ResourceDefinition } from '../../kinds/resource-definition.js';
import type { AdmissionRequest } from '../admission-plugin.js';
import { matchRules, type RuleSet, type RuleSubject } from '../matching/match-rules.js';
import { compileSelectors, matchSelectors, type SelectorPair } from '../matching/match-selectors.js';
import { objectsOf } from '../matching/request-objects.js';

/** Which requests a policy or a binding is about, ready to be asked. */
export interface CompiledMatch {
  readonly included: RuleSet;
  readonly excluded: RuleSet;
  readonly selectors: SelectorPair;
}

export function compileMatch(match: MatchResources): CompiledMatch {
  const { matchPolicy = 'Equivalent', resourceRules = [], excludeResourceRules = [] } = match;
  return {
    included: { rules: resourceRules, matchPolicy },
    excluded: { rules: excludeResourceRules, matchPolicy },
    selectors: compileSelectors(match),
  };
}

/**
 * The resource in the version in which a request is meant; undefined: it is not. Without rules, whatever is asked for is meant.
 * Throws NotFound where the namespace has to be known, and is not there.
 */
export function matchRequest(
  { included, excluded, selectors }: CompiledMatch,
  request: AdmissionRequest,
): ResourceDefinition | undefined {
  if (matchRules(excluded, request) !== undefined) return undefined;
  const found = included.rules.length === 0 ? request.requested : matchRules(included, request);
  return found !== undefined && matchSelectors(selectors, request, objectsOf(request)) ? found : undefined;
}

/** Whether requests of a kind may be meant, whatever objects they are about. */
export function mayMatch({ included }: CompiledMatch, kind: RuleSubject): boolean {
  const rules = included.rules.map(({ resourceNames: _, ...rule }) => rule);
  return rules.length === 0 || matchRules({ ...included, rules }, kind) !== undefined;
}
