import { fieldErrorMessage } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { type JwtAuthenticator, readAuthenticationConfiguration } from './configuration.js';
import { validateAuthentication } from './validate-configuration.js';

const issuer = { url: 'https://a.example.com', audiences: ['x'] };
const username = { claim: 'sub', prefix: '' };

function problems(...jwt: Partial<JwtAuthenticator>[]): string[] {
  const whole = jwt.map((each) => ({ issuer, claimMappings: { username }, ...each }));
  return validateAuthentication({ jwt: whole }, ['https://own.example.com']).map(fieldErrorMessage);
}

describe('validateAuthentication', () => {
  it('takes what is right', () => expect(problems({})).toEqual([]));

  it.each<[string, Partial<JwtAuthenticator>, string]>([
    ['no URL', { issuer: { ...issuer, url: '' } }, 'jwt[0].issuer.url: Required value: URL is required'],
    [
      'plain HTTP',
      { issuer: { ...issuer, url: 'http://a' } },
      'jwt[0].issuer.url: Invalid value: "http://a": URL scheme must be https',
    ],
    [
      'its own issuer',
      { issuer: { ...issuer, url: 'https://own.example.com' } },
      'jwt[0].issuer.url: Invalid value: "https://own.example.com": URL must not overlap with disallowed issuers: [https://own.example.com]',
    ],
    [
      'a discovery URL that is the same',
      { issuer: { ...issuer, discoveryURL: 'https://a.example.com/' } },
      'jwt[0].issuer.discoveryURL: Invalid value: "https://a.example.com/": discoveryURL must be different from URL',
    ],
    [
      'several audiences',
      { issuer: { ...issuer, audiences: ['a', 'b'] } },
      'jwt[0].issuer.audienceMatchPolicy: Invalid value: "": audienceMatchPolicy must be MatchAny for multiple audiences',
    ],
    [
      'no username',
      { claimMappings: { username: {} } },
      'jwt[0].claimMappings.username: Required value: claim or expression is required',
    ],
    [
      'no prefix',
      { claimMappings: { username: { claim: 'sub' } } },
      'jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing',
    ],
    [
      'both',
      { claimMappings: { username, groups: { claim: 'a', expression: 'b', prefix: '' } } },
      'jwt[0].claimMappings.groups: Invalid value: "": claim and expression can\'t both be set',
    ],
    [
      'a condition that is none',
      { claimValidationRules: [{ expression: 'claims.a' }] },
      'jwt[0].claimValidationRules[0].expression: Invalid value: "claims.a": must evaluate to bool',
    ],
    [
      'an unknown field of a user',
      { userValidationRules: [{ expression: 'user.nothing == ""' }] },
      'jwt[0].userValidationRules[0].expression: Invalid value: "user.nothing == \\"\\"": compilation failed: ERROR: <input>:1:5: undefined field \'nothing\'',
    ],
    [
      'a reserved key',
      { claimMappings: { username, extra: [{ key: 'a.k8s.io/b', valueExpression: 'claims.b' }] } },
      'jwt[0].claimMappings.extra[0].key: Invalid value: "a.k8s.io/b": k8s.io, and subdomains thereof are reserved for Kubernetes use',
    ],
    [
      'an address that nobody has verified',
      { claimMappings: { username: { expression: 'claims.email' } } },
      'jwt[0].claimMappings.username.expression: Invalid value: "claims.email": claims.email_verified must be used in',
    ],
  ])('refuses %s', (_, jwt, message) => expect(problems(jwt)[0]?.slice(0, message.length)).toBe(message));

  it('refuses the same issuer twice', () => {
    expect(problems({}, {})).toEqual(['jwt[1].issuer.url: Duplicate value: "https://a.example.com"']);
  });
});

describe('readAuthenticationConfiguration', () => {
  const head = 'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n';

  it.each([
    [`${head}jwt: [{issuers: {}}]`, 'strict decoding error: unknown field "jwt[0].issuers"'],
    [
      `${head}jwt: [{issuer: {url: 3}}]`,
      'json: cannot unmarshal number into Go struct field Issuer.jwt.issuer.url of type string',
    ],
    ['kind: Other\napiVersion: v1', 'no kind "Other" is registered for version "v1"'],
    ['{}', "Object 'Kind' is missing"],
  ])('refuses %j', (text, message) => expect(() => readAuthenticationConfiguration(text)).toThrow(message));

  it('keeps an empty prefix, which is one', () => {
    const text = `${head}jwt: [{claimMappings: {username: {claim: sub, prefix: ""}}}]`;
    expect(readAuthenticationConfiguration(text).jwt?.[0]?.claimMappings.username.prefix).toBe('');
  });
});
