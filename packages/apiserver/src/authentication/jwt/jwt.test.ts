import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { type SelfSubjectReview, TestClock } from '@sampan/api';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Authority, createAuthority } from '../../conformance/authorities.js';
import { startTestServer, type TestServer } from '../../conformance/test-server.js';

/** An issuer as there are many: it publishes who it is and by which keys it signs, and signs. */
async function startIssuer(authority: Authority) {
  let keys = await newKeys('first');
  const listener = https.createServer(await authority.issue('issuer'), (request, response) => {
    const documents: Record<string, unknown> = {
      '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys` },
      '/keys': { keys: [keys.published] },
    };
    response.end(JSON.stringify(documents[request.url ?? ''] ?? {}));
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  return {
    url,
    rotate: async () => {
      keys = await newKeys('second');
    },
    sign: (claims: JWTPayload) =>
      new SignJWT({ iss: url, aud: 'sampan', exp: 2_000_000_000, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: keys.id })
        .sign(keys.key),
    close: () => new Promise((resolve) => listener.close(resolve)),
  };
}

async function newKeys(id: string) {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return { id, key: privateKey, published: { ...(await exportJWK(publicKey)), kid: id, alg: 'ES256', use: 'sig' } };
}

let authority: Authority;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let server: TestServer;
let changed: (text: string) => void;
const clock = new TestClock(1_800_000_000_000);

beforeAll(async () => {
  authority = await createAuthority('issuers');
  issuer = await startIssuer(authority);
  server = await startTestServer({
    clock,
    authentication: {
      source: {
        text: configuration('username: {claim: sub, prefix: "oidc:"}'),
        follow: (onText) => {
          changed = onText;
          return () => {};
        },
      },
    },
  });
});

afterAll(async () => {
  await server.close();
  await issuer.close();
});

function configuration(mappings: string, rules = '[]', more = ''): string {
  const certificate = authority.cert.trim().replaceAll('\n', '\n      ');
  return `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: ${issuer.url}
    audiences: [sampan, others]
    audienceMatchPolicy: MatchAny
    certificateAuthority: |
      ${certificate}
  claimMappings:
    ${mappings.replaceAll('\n', '\n    ')}
  claimValidationRules: ${rules}
${more}`;
}

/** Whom the server takes the owner of a token for; the code of its refusal. */
async function whoAmI(token: string): Promise<unknown> {
  const url = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const { status, body } = await server.server.request({ method: 'POST', url, headers, body: '{}' });
  if (status !== 201) return status;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const review = JSON.parse(Buffer.concat(chunks).toString()) as SelfSubjectReview;
  return review.status?.userInfo;
}

describe('tokens of an issuer', () => {
  beforeEach(() => changed(configuration('username: {claim: sub, prefix: "oidc:"}')));

  it('say who asks', async () => {
    expect(await whoAmI(await issuer.sign({ sub: 'jane' }))).toMatchObject({
      username: 'oidc:jane',
      groups: ['system:authenticated'],
    });
  });

  it.each([
    ['another audience', { aud: 'somebody' }],
    ['the past', { exp: 1_700_000_000 }],
    ['the future', { nbf: 1_900_000_000 }],
    ['nobody', { sub: '' }],
  ])('are refused that are for %s', async (_, claims) => {
    expect(await whoAmI(await issuer.sign({ sub: 'jane', ...claims }))).toBe(401);
  });

  it('are refused that another one has signed', async () => {
    const forger = await startIssuer(authority);
    expect(await whoAmI(await forger.sign({ sub: 'jane', iss: issuer.url }))).toBe(401);
    await forger.close();
  });

  it('are known by keys that are new', async () => {
    await issuer.sign({ sub: 'jane' }).then(whoAmI);
    await issuer.rotate();
    expect(await whoAmI(await issuer.sign({ sub: 'jane' }))).toMatchObject({ username: 'oidc:jane' });
  });

  it('are read by expressions', async () => {
    const mappings = [
      'username: {expression: \'claims.sub + "@" + claims.org\'}',
      'groups: {expression: \'claims.roles.split(",")\'}',
      'uid: {claim: oid}',
      'extra: [{key: example.com/team, valueExpression: claims.?team.orValue("")}]',
    ].join('\n');
    const rules = "[{claim: hd, requiredValue: example.com}, {expression: 'claims.level > 2', message: too low}]";
    const users = '  userValidationRules: [{expression: \'!user.username.startsWith("system:")\'}]';
    changed(configuration(mappings, rules, users));
    const claims = { sub: 'jane', org: 'b', roles: 'a,b', oid: '7', hd: 'example.com', level: 3, team: 'x' };
    expect(await whoAmI(await issuer.sign(claims))).toEqual({
      username: 'jane@b',
      uid: '7',
      groups: ['a', 'b', 'system:authenticated'],
      extra: { 'example.com/team': ['x'] },
    });
    expect(await whoAmI(await issuer.sign({ ...claims, level: 1 }))).toBe(401);
    expect(await whoAmI(await issuer.sign({ ...claims, hd: 'elsewhere' }))).toBe(401);
    expect(await whoAmI(await issuer.sign({ ...claims, sub: 'system:me' }))).toBe(401);
  });

  it('keep their meaning when a file is no configuration any more', async () => {
    changed('kind: Nothing');
    expect(await whoAmI(await issuer.sign({ sub: 'jane' }))).toMatchObject({ username: 'oidc:jane' });
  });
});

describe('requests without credentials', () => {
  it('are let in where the configuration says so', async () => {
    const more = 'anonymous: {enabled: true, conditions: [{path: /livez}]}\n';
    changed(configuration('username: {claim: sub, prefix: ""}', '[]', more));
    const codeOf = async (url: string) => (await server.server.request({ method: 'GET', url })).status;
    expect([await codeOf('/livez'), await codeOf('/readyz')]).toEqual([200, 401]);
  });
});
