import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPod } from './run-pod.js';
import { selfSigned } from './self-signed.js';
import { startTestServer, type TestServer } from './test-server.js';

let server: TestServer;
let agent: https.Server;
const asked: string[] = [];
/** The audit log, as far as it speaks of connections to containers. */
const audited: string[] = [];
const upgradeLines = /"subresource":"exec"/;
let heard: IncomingHttpHeaders = {};
let waiting: () => void;
let left: () => void;
let leave: () => void;
const lateAsked = new Promise<void>((resolve) => {
  waiting = resolve;
});
const clientLeft = new Promise<void>((resolve) => {
  leave = resolve;
});
const lateLeft = new Promise<void>((resolve) => {
  left = resolve;
});

beforeAll(async () => {
  agent = https.createServer(await selfSigned('node-1'), (request, response) => {
    asked.push(request.url ?? '');
    response.write('first line\n');
    setImmediate(() => response.end('second line\n'));
  });
  agent.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    heard = request.headers;
    if (request.url?.includes('command=refused')) {
      socket.end(
        'HTTP/1.1 400 Bad Request\r\ntransfer-encoding: chunked\r\nkeep-alive: timeout=5\r\n\r\n4\r\nno\r\n\r\n0\r\n\r\n',
      );
      return;
    }
    if (request.url?.includes('command=late')) {
      socket.once('close', () => left());
      clientLeft.then(() =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n'),
      );
      socket.pipe(socket);
      waiting();
      return;
    }
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
    socket.write(head);
    socket.pipe(socket);
  });
  server = await startTestServer({
    listen: { host: '127.0.0.1', port: 0 },
    tokens: 'secret,admin,1,"system:masters"',
    audit: (line) => void (upgradeLines.test(line) && audited.push(line)),
  });
  await runPod(server, agent);
});

afterAll(async () => {
  await server.close();
  agent.closeAllConnections();
  agent.close();
  expect(server.faults).toEqual([]);
});

describe('what the agent of a node answers', () => {
  it('passes through: logs', async () => {
    const answer = await server.send('GET', '/api/v1/namespaces/default/pods/p/log?follow=true');
    expect(answer).toMatchObject({ status: 200, text: 'first line\nsecond line\n' });
    expect(asked.at(-1)).toBe('/containerLogs/default/p/c?follow=true');
  });

  it('passes through: upgraded connections, without the client’s credentials', async () => {
    const socket = await upgrade('/api/v1/namespaces/default/pods/p/exec?command=sh&command=-c&stdin=true');
    socket.write('hello');
    const [echoed] = (await new Promise((resolve) => socket.once('data', (...data) => resolve(data)))) as [Buffer];
    expect(echoed.toString()).toBe('hello');
    expect(asked.at(-1)).toBe('/exec/default/p/c?input=1&output=1&error=1&command=sh&command=-c undefined');
    socket.destroy();
  });

  it('is counted, audited and told of as long as it is open, as every request: upgraded connections', async () => {
    const metrics = async () => (await server.send('GET', '/metrics')).text;
    const running = /^apiserver_longrunning_requests\{verb="GET",[^}]*resource="pods",subresource="exec"\} 1$/m;
    const total = async (code: number) => {
      const line = `^apiserver_request_total\\{verb="GET",[^}]*subresource="exec",code="${code}"\\} (\\d+)$`;
      return Number(new RegExp(line, 'm').exec(await metrics())?.[1] ?? 0);
    };
    const before = { switched: await total(101), refused: await total(400) };
    const path = '/api/v1/namespaces/default/pods/p/exec?command=sh';
    const socket = await upgrade(path);
    expect(await metrics()).toMatch(running);
    expect(JSON.parse(audited.at(-1) ?? '')).toMatchObject({
      verb: 'get',
      requestURI: path,
      objectRef: { resource: 'pods', name: 'p', subresource: 'exec' },
      responseStatus: { code: 101 },
    });
    socket.destroy();
    while (running.test(await metrics())) await new Promise(setImmediate);
    await expect(upgrade(path.replace('sh', 'refused'))).rejects.toThrow('400 no');
    expect(JSON.parse(audited.at(-1) ?? '')).toMatchObject({ responseStatus: { code: 400 } });
    expect([await total(101), await total(400)]).toEqual([before.switched + 1, before.refused + 1]);
  });

  it.each([
    ['stdin=True&stdout=TRUE&stderr=1&tty=False', 'input=1&output=1&error=1'],
    ['stdin=true&stdout=false&stderr=0&tty=0', 'input=1'],
    ['stdin=&stdout=FALSE&stderr=yes&tty=FALSE', 'input=1&error=1'],
    ['stdin=0&stdout=1&stderr=1&tty=True', 'output=1&tty=1'],
  ])('is told of streams as %s says by Go’s rules', async (query, streams) => {
    (await upgrade(`/api/v1/namespaces/default/pods/p/attach?${query}`)).destroy();
    expect(asked.at(-1)?.split(' ')[0]).toBe(`/attach/default/p/c?${streams}`);
  });

  it.each(['node-1', 'node-1:10250', 'https:node-1:'])('is asked what %s is asked, as it was sent', async (name) => {
    const answer = await server.send('GET', `/api/v1/nodes/${name}/proxy/logs/a%2Fb%3Fc/?d=%20`);
    expect(answer).toMatchObject({ status: 200, text: 'first line\nsecond line\n' });
    expect(asked.at(-1)).toBe('/logs/a%2Fb%3Fc/?d=+');
    expect(answer.headers).not.toHaveProperty('transfer-encoding');
  });

  it('is asked for whatever form a client takes', async () => {
    const send = (path: string) => server.send('GET', path, { headers: { accept: 'text/plain' } });
    expect((await send('/api/v1/nodes/node-1/proxy/logs/')).status).toBe(200);
    expect((await send('/api/v1/namespaces/default/pods/p/log')).failure()).toMatchObject({
      code: 406,
      message: expect.stringMatching(/^only the following media types are accepted: application\/json, /),
    });
  });

  it('is told nothing that is left over for the next request on its connection', async () => {
    const protocols = `base64url.bearer.authorization.k8s.io.${Buffer.from('secret').toString('base64url')}, v5.channel.k8s.io`;
    const headers = { 'content-length': '5', 'sec-websocket-protocol': protocols, expect: 'x' };
    (await upgrade('/api/v1/namespaces/default/pods/p/exec?command=sh', headers)).destroy();
    expect(heard).toMatchObject({ upgrade: 'echo', 'sec-websocket-protocol': 'v5.channel.k8s.io' });
    expect(heard).not.toHaveProperty('content-length');
    expect(heard).not.toHaveProperty('expect');
  });

  it('may refuse an upgrade: the client can read why', async () => {
    const refusal = upgrade('/api/v1/namespaces/default/pods/p/exec?command=refused');
    await expect(refusal).rejects.toThrow('400 no');
  });

  it('is left when the client has gone before it answers', async () => {
    const upgrading = upgrade('/api/v1/namespaces/default/pods/p/exec?command=late', {}, lateAsked);
    await expect(upgrading).rejects.toThrow('socket hang up');
    leave();
    await lateLeft;
  });

  it('is not asked for what is not there', async () => {
    const missing = await server.send('GET', '/api/v1/namespaces/default/pods/nothing/log');
    expect(missing.failure()).toMatchObject({ code: 404, message: 'pods "nothing" not found' });
    await expect(upgrade('/api/v1/namespaces/default/pods/nothing/exec?command=sh')).rejects.toThrow('404');
    const plain = await server.send('GET', '/api/v1/namespaces/default/pods/p/exec?command=sh');
    expect(plain.failure()).toMatchObject({ code: 400, message: 'Upgrade request required' });
  });
});

/** Asks for an upgrade; once `until` resolves, goes away without waiting for the answer. */
function upgrade(path: string, extra: Record<string, string> = {}, until?: Promise<void>): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const headers = { connection: 'upgrade', upgrade: 'echo', authorization: 'Bearer secret', ...extra };
    const request = httpRequest({ host: '127.0.0.1', port: server.server.port, path, headers });
    request.on('upgrade', (_response, socket) => resolve(socket));
    request.on('response', (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk;
      });
      response.on('end', () => reject(new Error(`${response.statusCode} ${body}`)));
    });
    request.on('error', reject);
    request.end();
    void until?.then(() => request.destroy());
  });
}
