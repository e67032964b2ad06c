import { X509Certificate } from 'node:crypto';
import { type FieldError, field } from '@sampan/api';
import type {
  AuthenticationConfiguration,
  ClaimMappings,
  ClaimOrExpression,
  ClaimValidationRule,
  JwtAuthenticator,
  JwtIssuer,
  UserValidationRule,
} from './configuration.js';
import { compileClaimsCondition, compileMapping, compileUserCondition } from './expressions.js';

const maxAuthenticators = 64;

/**
 * What is wrong with a configuration, in kube-apiserver's words. `disallowedIssuers` are those whose tokens others verify:
 * this server's own.
 */
export function validateAuthentication(
  { jwt = [], anonymous }: AuthenticationConfiguration,
  disallowedIssuers: readonly string[],
): FieldError[] {
  const errors: FieldError[] = [];
  if (jwt.length > maxAuthenticators) errors.push(field.tooMany('jwt', jwt.length, maxAuthenticators));
  const urls = new Set<string>();
  const discoveryUrls = new Set<string>();
  for (const [index, authenticator] of jwt.entries()) {
    const path = `jwt[${index}]`;
    errors.push(...validateAuthenticator(authenticator, path, disallowedIssuers));
    const { url = '', discoveryURL = '' } = authenticator.issuer ?? {};
    if (urls.has(url)) errors.push(field.duplicate(`${path}.issuer.url`, url));
    if (discoveryURL !== '' && discoveryUrls.has(discoveryURL)) {
      errors.push(field.duplicate(`${path}.issuer.discoveryURL`, discoveryURL));
    }
    urls.add(url);
    discoveryUrls.add(discoveryURL);
  }
  if (anonymous?.enabled !== true && (anonymous?.conditions ?? []).length > 0) {
    errors.push(
      field.invalid(
        'anonymous.conditions',
        anonymous?.conditions,
        'enabled should be set to true when conditions are defined',
      ),
    );
  }
  return errors;
}

function validateAuthenticator(
  { issuer, claimValidationRules = [], claimMappings, userValidationRules = [] }: JwtAuthenticator,
  path: string,
  disallowedIssuers: readonly string[],
): FieldError[] {
  return [
    ...validateIssuer(issuer ?? {}, `${path}.issuer`, disallowedIssuers),
    ...validateClaimRules(claimValidationRules, `${path}.claimValidationRules`),
    ...validateMappings(claimMappings ?? {}, `${path}.claimMappings`),
    ...validateEmail(claimMappings ?? {}, claimValidationRules, `${path}.claimMappings`),
    ...validateUserRules(userValidationRules, `${path}.userValidationRules`),
  ];
}

function validateIssuer(issuer: Partial<JwtIssuer>, path: string, disallowed: readonly string[]): FieldError[] {
  const { url = '', discoveryURL = '', audiences = [], audienceMatchPolicy = '' } = issuer;
  return [
    ...validateUrl(url, `${path}.url`, disallowed),
    ...validateDiscoveryUrl(url, discoveryURL, `${path}.discoveryURL`),
    ...validateAudiences(audiences, audienceMatchPolicy, path),
    ...validateAuthority(issuer.certificateAuthority, `${path}.certificateAuthority`),
  ];
}

function validateDiscoveryUrl(url: string, discoveryUrl: string, path: string): FieldError[] {
  if (discoveryUrl === '') return [];
  const isSame = url !== '' && url.replace(/\/+$/, '') === discoveryUrl.replace(/\/+$/, '');
  if (isSame) return [field.invalid(path, discoveryUrl, 'discoveryURL must be different from URL')];
  return validateUrl(discoveryUrl, path, []);
}

function validateUrl(url: string, path: string, disallowed: readonly string[]): FieldError[] {
  if (url === '') return [field.required(path, 'URL is required')];
  if (disallowed.includes(url)) {
    const issuers = [...disallowed].sort().join(' ');
    return [field.invalid(path, url, `URL must not overlap with disallowed issuers: [${issuers}]`)];
  }
  if (!URL.canParse(url)) return [field.invalid(path, url, 'URL scheme must be https')];
  const { protocol, username, password, search, hash } = new URL(url);
  const problems = [
    protocol !== 'https:' && 'URL scheme must be https',
    (username !== '' || password !== '') && 'URL must not contain a username or password',
    search !== '' && 'URL must not contain a query',
    hash !== '' && 'URL must not contain a fragment',
  ];
  return problems.filter((problem) => problem !== false).map((problem) => field.invalid(path, url, problem));
}

function validateAudiences(audiences: readonly string[], policy: string, issuer: string): FieldError[] {
  const path = `${issuer}.audiences`;
  const errors: FieldError[] = [];
  if (audiences.length === 0) errors.push(field.required(path, `at least one ${path} is required`));
  for (const [index, audience] of audiences.entries()) {
    if (audience === '') errors.push(field.required(`${path}[${index}]`, "audience can't be empty"));
    if (audiences.indexOf(audience) < index) errors.push(field.duplicate(`${path}[${index}]`, audience));
  }
  const policyPath = `${issuer}.audienceMatchPolicy`;
  if (audiences.length > 1 && policy !== 'MatchAny') {
    errors.push(field.invalid(policyPath, policy, 'audienceMatchPolicy must be MatchAny for multiple audiences'));
  }
  if (audiences.length === 1 && policy !== '' && policy !== 'MatchAny') {
    errors.push(field.invalid(policyPath, policy, 'audienceMatchPolicy must be empty or MatchAny for single audience'));
  }
  return errors;
}

function validateAuthority(pem: string | undefined, path: string): FieldError[] {
  if (pem === undefined || pem === '') return [];
  try {
    new X509Certificate(pem);
    return [];
  } catch {
    return [field.invalid(path, '<omitted>', 'data does not contain any valid RSA or ECDSA certificates')];
  }
}

function validateClaimRules(rules: readonly ClaimValidationRule[], path: string): FieldError[] {
  const claims = new Set<string>();
  const expressions = new Set<string>();
  return rules.flatMap(({ claim = '', requiredValue = '', expression = '', message = '' }, index) => {
    const rule = `${path}[${index}]`;
    if (claim !== '' && expression !== '') return field.invalid(rule, claim, "claim and expression can't both be set");
    if (claim === '' && expression === '') return field.required(rule, 'claim or expression is required');
    if (claim !== '') {
      const errors =
        message === '' ? [] : [field.invalid(`${rule}.message`, message, "message can't be set when claim is set")];
      if (claims.has(claim)) errors.push(field.duplicate(`${rule}.claim`, claim));
      claims.add(claim);
      return errors;
    }
    const errors =
      requiredValue === ''
        ? []
        : [field.invalid(`${rule}.requiredValue`, requiredValue, "requiredValue can't be set when expression is set")];
    if (expressions.has(expression)) errors.push(field.duplicate(`${rule}.expression`, expression));
    expressions.add(expression);
    return [...errors, ...validateExpression(expression, `${rule}.expression`, compileClaimsCondition)];
  });
}

function validateMappings({ username = {}, groups = {}, uid = {}, extra = [] }: Partial<ClaimMappings>, path: string) {
  const keys = new Set<string>();
  return [
    ...validateUsername(username, `${path}.username`),
    ...validateGroups(groups, `${path}.groups`),
    ...validateSource(uid, `${path}.uid`),
    ...extra.flatMap(({ key = '', valueExpression = '' }, index) => {
      const errors = validateExtraKey(key, keys, `${path}.extra[${index}].key`);
      keys.add(key);
      const value = `${path}.extra[${index}].valueExpression`;
      if (valueExpression === '') return [...errors, field.required(value, 'valueExpression is required')];
      return [...errors, ...validateExpression(valueExpression, value, compileMapping)];
    }),
  ];
}

function validateUsername(username: ClaimMappings['username'], path: string): FieldError[] {
  const { claim = '', expression = '', prefix } = username;
  if (claim === '' && expression === '') return [field.required(path, 'claim or expression is required')];
  const errors = validateSource(username, path);
  if (errors.length > 0) return errors;
  if (claim !== '' && prefix === undefined) {
    const hint = 'prefix is required when claim is set. It can be set to an empty string to disable prefixing';
    return [field.required(`${path}.prefix`, hint)];
  }
  return validatePrefix(username, path);
}

function validateGroups(groups: NonNullable<ClaimMappings['groups']>, path: string): FieldError[] {
  const { claim = '', prefix } = groups;
  const errors = validateSource(groups, path);
  if (errors.length > 0) return errors;
  if (claim !== '' && prefix === undefined) {
    const hint = 'prefix is required when claim is set. It can be set to an empty string to disable prefixing';
    return [field.required(`${path}.prefix`, hint)];
  }
  return validatePrefix(groups, path);
}

function validatePrefix({ expression = '', prefix }: ClaimMappings['username'], path: string): FieldError[] {
  if (expression === '' || prefix === undefined) return [];
  return [field.invalid(`${path}.prefix`, prefix, "prefix can't be set when expression is set")];
}

function validateSource({ claim = '', expression = '' }: ClaimOrExpression, path: string): FieldError[] {
  if (claim !== '' && expression !== '') return [field.invalid(path, '', "claim and expression can't both be set")];
  return expression === '' ? [] : validateExpression(expression, `${path}.expression`, compileMapping);
}

/** Kubernetes keeps the names under its own domains to itself. */
const reservedDomain = /(^|\.)(kubernetes|k8s)\.io$/;

function validateExtraKey(key: string, others: ReadonlySet<string>, path: string): FieldError[] {
  if (key === '') return [field.required(path, 'key is required')];
  if (others.has(key)) return [field.duplicate(path, key)];
  if (key.toLowerCase() !== key) return [field.invalid(path, key, 'key must be lowercase')];
  const [domain = '', ...rest] = key.split('/');
  if (rest.join('/') === '')
    return [field.invalid(path, key, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  if (!reservedDomain.test(domain)) return [];
  const reserved = domain.endsWith('k8s.io') ? 'k8s.io' : 'kubernetes.io';
  return [field.invalid(path, key, `${reserved}, and subdomains thereof are reserved for Kubernetes use`)];
}

/** An address that nobody has verified may be anybody's. */
function validateEmail(
  { username = {}, extra = [] }: Partial<ClaimMappings>,
  rules: readonly ClaimValidationRule[],
  path: string,
) {
  const { expression = '' } = username;
  const all = [
    expression,
    ...extra.map((each) => each.valueExpression ?? ''),
    ...rules.map((rule) => rule.expression ?? ''),
  ];
  if (!/\bclaims\??\.\??email\b/.test(expression) || all.some((each) => /\bemail_verified\b/.test(each))) return [];
  const hint =
    'claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression ' +
    'or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression';
  return [field.invalid(`${path}.username.expression`, expression, hint)];
}

function validateUserRules(rules: readonly UserValidationRule[], path: string): FieldError[] {
  return rules.flatMap(({ expression = '' }, index) => {
    const rule = `${path}[${index}].expression`;
    if (expression === '') return field.required(rule, 'expression is required');
    const first = rules.findIndex((other) => other.expression === expression);
    if (first < index) return field.duplicate(rule, expression);
    return validateExpression(expression, rule, compileUserCondition);
  });
}

function validateExpression(expression: string, path: string, compile: (expression: string) => unknown): FieldError[] {
  try {
    compile(expression);
    return [];
  } catch (error) {
    return [field.invalid(path, expression, (error as Error).message)];
  }
}
