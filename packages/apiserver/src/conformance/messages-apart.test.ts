import { once } from 'node:events';
import { request as httpsRequest, createServer as httpsServer, type Server } from 'node:https';
import type { Duplex } from 'node:stream';
import { keepWritesApart } from '@sampan/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runPod } from './run-pod.js';
import { selfSigned } from './self-signed.js';
import { startTestServer, type TestServer } from './test-server.js';

let server: TestServer;
let agent: Server;

beforeAll(async () => {
  agent = httpsServer(await selfSigned('node-1'));
  agent.on('upgrade', (_request, socket: Duplex) => {
    keepWritesApart(socket);
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: words\r\n\r\n');
    for (const word of ['one', 'two', 'three', 'four']) socket.write(word);
    socket.end('last');
  });
  server = await startTestServer({
    listen: { host: '127.0.0.1', port: 0 },
    tls: await selfSigned('kube-apiserver'),
    tokens: 'secret,admin,1,"system:masters"',
  });
  await runPod(server, agent);
});

afterAll(async () => {
  await server.close();
  agent.close();
  expect(server.faults).toEqual([]);
});

it('what a node sends in records of its own comes in records of its own, from the first', async () => {
  const headers = { connection: 'upgrade', upgrade: 'words', authorization: 'Bearer secret' };
  const path = '/api/v1/namespaces/default/pods/p/exec?command=talk';
  const { port } = server.server;
  const request = httpsRequest({ host: '127.0.0.1', port, path, headers, rejectUnauthorized: false });
  request.end();
  const [, socket, head] = (await once(request, 'upgrade')) as [unknown, Duplex, Buffer];
  const records = [head.toString()];
  for await (const record of socket) records.push(String(record));
  // Nothing comes with the answer's head, and TLS hands out what came record by record.
  expect(records).toEqual(['', 'one', 'two', 'three', 'four', 'last']);
});
