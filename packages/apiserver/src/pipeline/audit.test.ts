import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../conformance/test-server.js';

let server: TestServer;
const lines: string[] = [];

beforeAll(async () => {
  server = await startTestServer({ audit: (line) => lines.push(line) });
});

afterAll(() => server.close());

describe('what is kept of requests', () => {
  it('names in the audit log who asked and whom the request acted as', async () => {
    const headers = { 'impersonate-user': 'alice' };
    expect((await server.send('GET', '/api/v1/namespaces/default/secrets?limit=1', { headers })).status).toBe(403);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      verb: 'list',
      requestURI: '/api/v1/namespaces/default/secrets?limit=1',
      user: { username: 'admin' },
      impersonatedUser: { username: 'alice', groups: ['system:authenticated'] },
      objectRef: { resource: 'secrets', namespace: 'default' },
      responseStatus: { code: 403 },
    });
  });

  it('says nothing of impersonation where there is none', async () => {
    await server.send('GET', '/api/v1/namespaces/default');
    expect(JSON.parse(lines.at(-1) ?? '')).not.toHaveProperty('impersonatedUser');
  });

  it('counts made-up names together', async () => {
    const body = { metadata: { name: 'x' } };
    for (const made of ['made-up', 'also-made-up']) {
      await server.send('POST', `/api/v1/namespaces/default/${made}`, { body, user: { name: 'bob', groups: [] } });
    }
    const metrics = await server.send('GET', '/metrics');
    expect(metrics.text).not.toContain('made-up');
    expect(metrics.text).toMatch(/apiserver_request_total\{verb="CREATE",[^}]*resource="",[^}]*code="403"\} 2/);
  });
});
