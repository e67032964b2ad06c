import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { type KubernetesObject, type SubjectAccessReview, TestClock, type TokenReview } from '@sampan/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Authority, createAuthority } from '../../conformance/authorities.js';
import { startTestServer, type TestServer } from '../../conformance/test-server.js';

/** Who is asked: by TokenReview whose token it is, by SubjectAccessReview whether they may. */
let authority: Authority;
let listener: https.Server;
let server: TestServer;
let asked: { path: string; review: SubjectAccessReview & TokenReview; certificate: string }[] = [];
let answers = true;
const clock = new TestClock(1_800_000_000_000);

beforeAll(async () => {
  authority = await createAuthority('webhooks');
  listener = https.createServer(
    { ...(await authority.issue('webhook')), ca: authority.cert, requestCert: true },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.once('end', () => {
        const review = JSON.parse(Buffer.concat(chunks).toString()) as SubjectAccessReview & TokenReview;
        const { subject } = (request.socket as import('node:tls').TLSSocket).getPeerCertificate();
        asked.push({ path: request.url ?? '', review, certificate: String(subject?.CN) });
        response.statusCode = answers ? 201 : 500;
        response.end(
          JSON.stringify({ ...review, status: request.url === '/tokens' ? tokenOf(review) : accessOf(review) }),
        );
      });
    },
  );
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const { cert, key } = await authority.issue('sampan');
  const place = { ca: authority.cert, insecure: false, cert, key };
  const webhook = {
    ...{ server: { ...place, url: `${url}/access` }, version: 'v1' as const, timeout: 30_000 },
    ...{ authorizedTtl: 60_000, unauthorizedTtl: 1000, failurePolicy: 'Deny' as const },
    matchConditions: ['has(request.resourceAttributes)', "!(request.user in ['nobody'])"],
  };
  server = await startTestServer({
    clock,
    tokenWebhook: { server: { ...place, url: `${url}/tokens` }, version: 'v1beta1', cacheTtl: 60_000 },
    authorization: [{ type: 'Webhook', webhook }, { type: 'RBAC' }, { type: 'AlwaysDeny' }],
  });
});

beforeEach(() => {
  asked = [];
  answers = true;
});

afterAll(async () => {
  await server.close();
  await new Promise((resolve) => listener.close(resolve));
});

function tokenOf({ spec }: TokenReview): TokenReview['status'] {
  if (!spec?.token?.startsWith('known-')) return { authenticated: false };
  return { authenticated: true, user: { username: spec.token.slice('known-'.length), uid: '7', groups: ['a'] } };
}

/** Jane may read, and nothing else; nobody hears of the others. */
function accessOf({ spec }: SubjectAccessReview): SubjectAccessReview['status'] {
  if (spec?.user !== 'jane') return { allowed: false, reason: 'who?' };
  const allowed = spec.resourceAttributes?.verb === 'list';
  return { allowed, denied: !allowed, reason: allowed ? 'reads' : 'only reads' };
}

async function send(method: string, url: string, token: string, body?: object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const request = { method, url, headers, ...(body && { body: JSON.stringify(body) }) };
  const response = await server.server.request(request);
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return {
    code: response.status,
    message: (JSON.parse(Buffer.concat(chunks).toString()) as { message?: string }).message,
  };
}

const pods = '/api/v1/namespaces/default/pods';

describe('a webhook', () => {
  it('knows tokens, and whether their owners may', async () => {
    expect((await send('GET', pods, 'known-jane')).code).toBe(200);
    const [token, access] = asked;
    expect(token).toMatchObject({
      ...{ path: '/tokens', certificate: 'sampan' },
      review: { apiVersion: 'authentication.k8s.io/v1beta1', kind: 'TokenReview', spec: { token: 'known-jane' } },
    });
    expect(access?.review.spec).toEqual({
      resourceAttributes: { namespace: 'default', verb: 'list', version: 'v1', resource: 'pods' },
      ...{ user: 'jane', groups: ['a', 'system:authenticated'], uid: '7' },
    });
  });

  it('is asked again when its answer is old', async () => {
    await send('GET', pods, 'known-jane');
    expect(asked).toEqual([]);
    clock.advance(61_000);
    await send('GET', pods, 'known-jane');
    expect(asked.map(({ path }) => path)).toEqual(['/tokens', '/access']);
  });

  it('knows no other tokens', async () => expect((await send('GET', pods, 'other')).code).toBe(401));

  it('denies, and nobody else is asked', async () => {
    const { code, message } = await send('DELETE', `${pods}/a`, 'known-jane');
    expect([code, message]).toEqual([403, expect.stringMatching(/in the namespace "default": only reads$/)]);
  });

  it('leaves it to others, whose reasons are told with its own', async () => {
    const { message } = await send('GET', pods, 'known-joe');
    expect(message).toMatch(/: who\?\nEverything is forbidden\.$/);
  });

  it('is not asked about what does not match', async () => {
    expect((await send('GET', pods, 'known-nobody')).code).toBe(403);
    expect((await send('GET', '/version', 'known-jane')).code).toBe(200);
    expect(asked.map(({ path }) => path)).toEqual(['/tokens']);
  });

  it('denies what it cannot be asked about, where it should', async () => {
    clock.advance(120_000);
    await send('GET', '/version', 'known-jane');
    answers = false;
    expect((await send('GET', pods, 'known-jane')).code).toBe(403);
  });

  it('answers reviews, too', async () => {
    clock.advance(120_000);
    const spec = { user: 'jane', resourceAttributes: { verb: 'create', resource: 'pods' } };
    const url = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
    const answer = await server.send('POST', url, { body: { spec } });
    const { status } = answer.json<KubernetesObject & SubjectAccessReview>();
    expect(status).toEqual({ allowed: false, denied: true, reason: 'only reads' });
  });
});
