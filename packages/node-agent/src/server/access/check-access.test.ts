import type { IncomingMessage } from 'node:http';
import { TestClock } from '@sampan/api';
import { type RunningApiserver, startApiserver } from '@sampan/apiserver';
import { createClient, createInProcessTransport, silentLogger } from '@sampan/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CheckAccess, createCheckAccess } from './check-access.js';

const token = 'secret';
const nodeUser = { name: 'system:node:node-1', groups: ['system:nodes', 'system:authenticated'] };

let server: RunningApiserver;
let clock: TestClock;
let check: CheckAccess;
let asked: string[];
let isAway: boolean;

beforeEach(async () => {
  server = await startApiserver({ tokens: `${token},root,1,"system:masters"\nother,alice,2` });
  clock = new TestClock();
  asked = [];
  isAway = false;
  const transport = createInProcessTransport(server.request, nodeUser);
  const client = createClient({
    ...transport,
    request: (request) => {
      if (isAway) return Promise.reject(new Error('connect ECONNREFUSED'));
      asked.push(request.path.slice(request.path.lastIndexOf('/') + 1));
      return transport.request(request);
    },
  });
  check = createCheckAccess({ client, clock, logger: silentLogger, nodeName: 'node-1' });
});
afterEach(() => server.close());

/** What the agent answers to a request with this token: 200, or the status of the refusal. */
function ask(bearer: string, route = 'pods'): Promise<number> {
  const headers = { authorization: `Bearer ${bearer}` };
  const message = { method: 'GET', headers, socket: { authorized: false } } as unknown as IncomingMessage;
  return check(message, route).then(
    () => 200,
    (error: { code: number }) => error.code,
  );
}

describe('access to the agent', () => {
  it('is remembered for five minutes where it is given, and the token for two', async () => {
    expect(await ask(token)).toBe(200);
    expect(await ask(token)).toBe(200);
    expect(asked).toEqual(['tokenreviews', 'subjectaccessreviews']);
    clock.advance(2 * 60_000);
    expect(await ask(token)).toBe(200);
    expect(asked.slice(2)).toEqual(['tokenreviews']);
    clock.advance(3 * 60_000);
    expect(await ask(token)).toBe(200);
    expect(asked.slice(3)).toEqual(['tokenreviews', 'subjectaccessreviews']);
  });

  it('is remembered for thirty seconds where it is refused', async () => {
    expect(await ask('other', 'stats')).toBe(403);
    expect(await ask('other', 'stats')).toBe(403);
    expect(asked).toEqual(['tokenreviews', 'subjectaccessreviews']);
    clock.advance(30_000);
    expect(await ask('other', 'stats')).toBe(403);
    expect(asked.slice(2)).toEqual(['subjectaccessreviews']);
  });

  it('is closed while the API server is away, and open again when it is back', async () => {
    isAway = true;
    expect(await ask(token)).toBe(401);
    isAway = false;
    expect(await ask(token)).toBe(200);
    isAway = true;
    expect(await ask(token, 'stats')).toBe(500);
    expect(await ask(token)).toBe(200);
    isAway = false;
    expect(await ask(token, 'stats')).toBe(200);
  });
});
