import { connect } from 'node:tls';
import { resources } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { requestHead, webSocketUpgrade } from './raw-streams.js';
import { isReady, shell, startTestNode, type TestNode } from './test-node.js';

let node: TestNode;
beforeAll(async () => {
  node = await startTestNode();
  await node.run('shell', { containers: [shell('echo out; echo err >&2; exec sleep 1000')] });
  await node.until('shell', isReady);
});
afterAll(() => node.stop());

interface Streams {
  stdout: string;
  stderr: string;
  /** What the error channel said at the end. */
  status: { status?: string; message?: string; reason?: string };
}

/** Runs a command in the pod as kubectl does: through the API server, by WebSocket, with numbered channels. */
function exec(command: readonly string[], { input, tty = false }: { input?: string; tty?: boolean } = {}) {
  const query = new URLSearchParams({ stdout: 'true', stderr: String(!tty), stdin: String(input !== undefined) });
  if (tty) query.set('tty', 'true');
  for (const word of command) query.append('command', word);
  const url = `${node.server.replace('http', 'ws')}/api/v1/namespaces/default/pods/shell/exec?${query}`;
  const socket = new WebSocket(url, 'v5.channel.k8s.io', { headers: { authorization: `Bearer ${node.token}` } });
  return new Promise<Streams>((resolve, reject) => {
    const channels = ['', '', '', ''];
    socket.on('open', () => {
      if (input === undefined) return;
      socket.send(Buffer.from(`\0${input}`));
      // Version 5: a message that closes a channel.
      socket.send(Buffer.from([255, 0]));
    });
    socket.on('message', (data: Buffer) => {
      const channel = data[0] ?? 0;
      channels[channel] += data.subarray(1).toString('utf8');
    });
    socket.on('close', () => {
      const [, stdout = '', stderr = '', status] = channels;
      resolve({ stdout, stderr, status: JSON.parse(status || '{}') });
    });
    socket.on('error', reject);
  });
}

describe('streams into a pod', () => {
  it('run a command, and keep its outputs apart', async () => {
    const { stdout, stderr, status } = await exec(['sh', '-c', 'echo one; echo two >&2']);
    expect({ stdout, stderr, status: status.status }).toEqual({ stdout: 'one\n', stderr: 'two\n', status: 'Success' });
  });

  it('pass input on, to its end', async () => {
    expect((await exec(['cat'], { input: 'hello' })).stdout).toBe('hello');
  });

  it('tell the exit code', async () => {
    expect((await exec(['sh', '-c', 'exit 3'])).status).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      message: 'command terminated with exit code 3',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    });
  });

  it('have a terminal where one was asked for', async () => {
    expect((await exec(['sh', '-c', 'test -t 0 && test -t 1 && echo terminal'], { tty: true })).stdout).toContain(
      'terminal',
    );
  });

  it('say what is wrong with a command', async () => {
    expect((await exec(['no-such-program'])).status.message).toContain('executable file not found in $PATH');
  });
});

describe('the agent', () => {
  it('sends nothing in one TLS record with the end of a message: there are clients that would wait there', async () => {
    const certificate = await node.authority.issue('CN=kube-apiserver-kubelet-client');
    const socket = connect({ host: '127.0.0.1', port: node.agentPort(), rejectUnauthorized: false, ...certificate });
    const path = '/exec/default/shell/main?output=1&error=1&command=sh&command=-c&command=echo+out%3B+echo+err+>%262';
    socket.write(requestHead({ ...node, path, headers: webSocketUpgrade('v5.channel.k8s.io') }));
    const records: Buffer[] = [];
    for await (const record of socket) records.push(record as Buffer);
    const ends = records.map((_, index) => Buffer.concat(records.slice(0, index + 1)).length);
    const expected = messageEnds(Buffer.concat(records));
    expect(expected).toHaveLength('the head, an empty one, out, err, the status, the end'.split(',').length);
    expect(ends).toEqual(expect.arrayContaining(expected));
  });

  /** Where the head of the answer ends, and each message of a WebSocket server after it: all of them are short. */
  function messageEnds(bytes: Buffer): number[] {
    const ends = [bytes.indexOf('\r\n\r\n') + 4];
    for (let end = ends[0] ?? 0; end < bytes.length; ends.push(end)) end += 2 + (bytes[end + 1] ?? 0);
    return ends;
  }
});

describe('attach', () => {
  it('shows what is written when it is written, whether or not its line is whole', async () => {
    await node.run('asking', {
      containers: [shell('while read -r name; do printf "hello $name, and? "; done; exec sleep 1000', { stdin: true })],
    });
    await node.until('asking', isReady);
    const query = 'stdin=true&stdout=true';
    const url = `${node.server.replace('http', 'ws')}/api/v1/namespaces/default/pods/asking/attach?${query}`;
    const socket = new WebSocket(url, 'v5.channel.k8s.io', { headers: { authorization: `Bearer ${node.token}` } });
    let shown = '';
    const asked = new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('message', (data: Buffer) => {
        shown += data.subarray(1).toString('utf8');
        if (shown.endsWith('and? ')) resolve();
      });
    });
    socket.on('open', () => socket.send(Buffer.from('\0you\n')));
    await asked;
    expect(shown).toBe('hello you, and? ');
    socket.close();
    await node.remove('asking');
  });
});

describe('logs', () => {
  const log = async (query: string) => {
    const url = `${node.server}/api/v1/namespaces/default/pods/shell/log?${query}`;
    return (await fetch(url, { headers: { authorization: `Bearer ${node.token}` } })).text();
  };

  it('have both outputs, and as many lines as are asked for', async () => {
    await node.logged('shell', 'err');
    expect((await log('')).split('\n').sort()).toEqual(['', 'err', 'out']);
    expect((await log('tailLines=1')).split('\n')).toHaveLength(2);
    expect(await log('timestamps=true&tailLines=1')).toMatch(/^\d{4}-\d\d-\d\dT\S+Z (out|err)\n$/);
  });

  it('are there of the attempt before', async () => {
    await node.run('twice', {
      containers: [
        shell('echo again; test -e /v/x || { touch /v/x; exit 1; }; exec sleep 1000', {
          volumeMounts: [{ name: 'v', mountPath: '/v' }],
        }),
      ],
      volumes: [{ name: 'v', emptyDir: {} }],
    });
    await node.until('twice', (pod) => pod?.status?.containerStatuses?.[0]?.restartCount === 1 && isReady(pod));
    expect(await node.logged('twice', 'again', 'previous=true')).toBe('again\n');
    await node.client.resource(resources.pods).delete({ namespace: 'default', name: 'twice' });
  });
});
