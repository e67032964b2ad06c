import type { User } from '../user.js';
import type { ClaimOrExpression, JwtAuthenticator, PrefixedClaim } from './configuration.js';
import { type Claims, compileClaimsCondition, compileMapping, compileUserCondition } from './expressions.js';

/** The user that claims speak of. Throws an Error that says why they speak of none. */
export type ClaimsToUser = (claims: Claims) => User;

/** Compiles what a configuration says of claims. */
export function compileClaims(options: JwtAuthenticator): ClaimsToUser {
  const { claimMappings, claimValidationRules = [], userValidationRules = [] } = options;
  const claimRules = claimValidationRules.map(claimRule);
  const userRules = userValidationRules.map(({ expression, message = '' }) => {
    const holds = compileUserCondition(expression);
    return (user: User) => {
      if (!holds(user)) throw new Error(message || `oidc: error evaluating user info validation rule: ${expression}`);
    };
  });
  const nameOf = usernameOf(claimMappings.username);
  const groupsOf = prefixedTexts(claimMappings.groups ?? {});
  const uidOf = textsOf(claimMappings.uid ?? {});
  const extras = (claimMappings.extra ?? []).map(({ key, valueExpression }) => {
    return { key, valuesOf: textsOf({ expression: valueExpression }) };
  });
  return (claims) => {
    for (const require of claimRules) require(claims);
    const extra: Record<string, string[]> = {};
    for (const { key, valuesOf } of extras) {
      const values = valuesOf(claims).filter((value) => value !== '');
      if (values.length > 0) extra[key] = values;
    }
    const [uid] = uidOf(claims);
    const user: User = {
      ...{ name: nameOf(claims), groups: groupsOf(claims) },
      ...(uid !== undefined && uid !== '' && { uid }),
      ...(extras.length > 0 && { extra }),
    };
    for (const require of userRules) require(user);
    return user;
  };
}

type ClaimRule = NonNullable<JwtAuthenticator['claimValidationRules']>[number];

function claimRule({ claim = '', requiredValue = '', expression = '', message = '' }: ClaimRule) {
  if (claim === '') {
    const holds = compileClaimsCondition(expression);
    return (claims: Claims) => {
      if (!holds(claims))
        throw new Error(message || `oidc: error evaluating claim validation expression: ${expression}`);
    };
  }
  return (claims: Claims) => {
    if (!Object.hasOwn(claims, claim)) throw new Error(`oidc: required claim ${claim} not present in ID token`);
    if (claims[claim] !== requiredValue) {
      throw new Error(
        `oidc: required claim ${claim} value does not match. Got = ${claims[claim]}, want = ${requiredValue}`,
      );
    }
  };
}

/** Who is known by an address has to have shown that it is theirs. */
function usernameOf(mapping: PrefixedClaim): (claims: Claims) => string {
  const { prefix = '', ...source } = mapping;
  const namesOf = textsOf(source);
  return (claims) => {
    if (mapping.claim === 'email' && Object.hasOwn(claims, 'email_verified') && claims.email_verified !== true) {
      throw new Error('oidc: email not verified');
    }
    const value = mapping.claim ? claims[mapping.claim] : undefined;
    if (mapping.claim && typeof value !== 'string') throw new Error(`oidc: parse username claims "${mapping.claim}"`);
    const [name = '', ...more] = namesOf(claims);
    if (name === '' || more.length > 0) throw new Error('oidc: empty username');
    return prefix + name;
  };
}

function prefixedTexts({ prefix = '', ...source }: PrefixedClaim): (claims: Claims) => string[] {
  const valuesOf = textsOf(source);
  return (claims) => valuesOf(claims).map((value) => prefix + value);
}

/** One text or a list of them; null and what is absent is none. */
function textsOf({ claim = '', expression = '' }: ClaimOrExpression): (claims: Claims) => string[] {
  if (expression !== '') {
    const evaluate = compileMapping(expression);
    return (claims) => texts(evaluate(claims), expression);
  }
  return (claims) => (claim === '' ? [] : texts(claims[claim], claim));
}

function texts(value: unknown, source: string): string[] {
  if (value === undefined || value === null) return [];
  const values = Array.isArray(value) ? value : [value];
  if (values.every((each) => typeof each === 'string')) return values;
  throw new Error(`oidc: ${source} is neither a text nor a list of texts`);
}
