import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, httpServer, startTestNode, type TestNode } from './test-node.js';

describe('localhost of a pod', () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await startTestNode();
  });
  afterAll(() => node.stop());

  const asking = `
    const [how, port] = process.argv.slice(1);
    const ways = {
      localhost: () => fetch('http://localhost:' + port).then((answer) => answer.text()),
      '127.0.0.1': () => fetch('http://127.0.0.1:' + port).then((answer) => answer.text()),
      http: () => new Promise((resolve, reject) =>
        require('http').get({ port }, (r) => r.setEncoding('utf8').on('data', resolve)).on('error', reject)),
      socket: () => new Promise((resolve, reject) => {
        const socket = require('net').connect(Number(port), () => socket.write('GET / HTTP/1.0\\r\\n\\r\\n'));
        let text = '';
        socket.on('data', (data) => { text += data; }).on('end', () => resolve(text)).on('error', reject);
      }),
    };
    (function ask() { ways[how]().then((text) => console.log('heard ' + text), () => setTimeout(ask, 20)); })();
  `;

  it.each(['localhost', '127.0.0.1', 'http', 'socket'])('is shared by its containers: %s', async (how) => {
    const port = await freePort();
    // Another pod has the same port: it is not that one's localhost.
    const names = ['a', 'b'].map((each) => `${each}-${how.replaceAll('.', '-')}`);
    for (const name of names) {
      const command = [process.execPath, '-e', asking, how, String(port)];
      await node.run(name, {
        containers: [{ name: 'main', image: 'host', command }, httpServer(`${name}.`, port, { name: 'server' })],
      });
    }
    for (const name of names) expect(await node.logged(name, 'heard', 'container=main')).toMatch(`${name}.`);
  });

  it('is the host where the pod itself does not listen', async () => {
    const port = await freePort();
    const server = `require('http').createServer((q, r) => r.end('of the host')).listen(${port}, '127.0.0.1')`;
    await node.run('host', {
      containers: [{ name: 'main', image: 'host', command: [process.execPath, '-e', server] }],
    });
    const command = [process.execPath, '-e', asking, 'localhost', String(port)];
    await node.run('client', { containers: [{ name: 'main', image: 'host', command }] });
    expect(await node.logged('client', 'heard')).toContain('of the host');
  });
});
