import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { root } from './support/paths.js';
import { missingKubectls, type RealKubectl, realKubectls } from './support/real-kubectls.js';
import { run } from './support/run.js';
import { type RunningProgram, startProgram } from './support/running-program.js';

const require = createRequire(path.join(root, 'packages', 'node-agent', 'package.json'));

/** What gives terminals to containers gives one to kubectl. */
const terminalLibrary = '@lydell/node-pty';

/** The part of node-pty that is used here. */
interface Terminals {
  spawn(file: string, args: string[], options: { cols: number; rows: number; env: NodeJS.ProcessEnv }): Terminal;
}
interface Terminal {
  onData(listener: (text: string) => void): void;
  onExit(listener: (end: { exitCode: number }) => void): void;
  write(text: string): void;
  resize(columns: number, rows: number): void;
}

/** Echoes on 8080, greets on 8081; nobody listens on 8083. */
const server = `
  const net = require('net');
  net.createServer({ allowHalfOpen: true }, (socket) => socket.on('error', () => {}).pipe(socket)).listen(8080);
  net.createServer((socket) => socket.on('error', () => {}).end('second')).listen(8081);
`;

/**
 * What kubectl says of itself when the empty message by which a server, any server, opens a WebSocket comes before it is
 * ready for it. Nothing is lost by it.
 */
const tooEarly = /^E\d+ .* websocket\.go:\d+\] Unknown stream id 1, discarding message\n/;

if (missingKubectls.length > 0) {
  process.stderr.write(`not beside the kubectl on PATH, and left out: ${missingKubectls.join(', ')}\n`);
}

it.runIf(process.env.CI === 'true')('has every kubectl that streams are tried with', () => {
  expect(missingKubectls).toEqual([]);
});

describe.runIf(realKubectls.length > 0)('streams, as released kubectls speak them', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
    const container = { name: 'main', image: 'node', command: [process.execPath, '-e', server] };
    const reader = {
      name: 'main',
      image: 'sh',
      stdin: true,
      command: ['sh', '-c', 'while read a; do echo got $a; done'],
    };
    for (const [name, one] of Object.entries({ server: container, reader })) {
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [one] } };
      const file = path.join(cluster.home, `${name}.json`);
      await writeFile(file, JSON.stringify(pod));
      await cluster.kubectl('apply', '-f', file);
    }
    await cluster.kubectl('wait', '--for=condition=Ready', 'pod/server', 'pod/reader', '--timeout=60s');
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  describe.each(realKubectls)('$name', (kubectl) => {
    const envOf = ({ env }: RealKubectl) => ({ ...cluster.env, ...env });
    const kube = async (args: readonly string[], input?: string) => {
      const options = { env: envOf(kubectl), ...(input !== undefined && { input }) };
      const { stderr, ...result } = await run(kubectl.command, args, options);
      return { ...result, stderr: stderr.replace(tooEarly, '') };
    };

    it('exec: both outputs apart, and the exit code', async () => {
      const script = 'echo out; echo err >&2; exit 3';
      expect(await kube(['exec', 'server', '--', 'sh', '-c', script])).toEqual({
        code: 3,
        stdout: 'out\n',
        stderr: 'err\ncommand terminated with exit code 3\n',
      });
    });

    it('exec -i: all of the input, to its end, and all of the output', async () => {
      const input = randomBytes(1024 * 1024).toString('hex');
      const { code, stdout, stderr } = await kube(['exec', '-i', 'server', '--', 'cat'], input);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(digest(stdout)).toBe(digest(input));
    });

    it('exec: what cannot be run, and where', async () => {
      const missing = await kube(['exec', 'server', '--', 'no-such-program']);
      expect(missing.code).toBe(1);
      expect(missing.stderr).toContain('executable file not found in $PATH');
      expect((await kube(['exec', 'server', '-c', 'nope', '--', 'true'])).stderr).toContain(
        'container nope is not valid for pod server',
      );
    });

    it('exec -it: a terminal that has a size, follows it, and ends with the exit code', async () => {
      const { spawn } = require(terminalLibrary) as Terminals;
      const terminal = spawn(kubectl.command, ['exec', '-it', 'server', '--', 'sh'], {
        cols: 91,
        rows: 31,
        env: envOf(kubectl),
      });
      let screen = '';
      terminal.onData((text) => {
        screen += text;
      });
      const exited = new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));
      const size = (text: string) =>
        eventually(() => {
          terminal.write('stty size\r');
          expect(screen).toContain(text);
        });
      await size('31 91');
      terminal.resize(123, 45);
      await size('45 123');
      terminal.write('exit 7\r');
      expect(await exited).toBe(7);
    });

    it('cp: a folder, there and back', async () => {
      const [there, back] = ['there', 'back'].map((name) => path.join(cluster.home, `${kubectl.name} ${name}`));
      const source = path.join(cluster.home, `${kubectl.name} source`);
      await Promise.all([mkdir(path.join(source, 'deep'), { recursive: true }), mkdir(there as string)]);
      const bytes = randomBytes(1024 * 1024);
      await writeFile(path.join(source, 'large'), bytes);
      await writeFile(path.join(source, 'deep', 'small'), 'small');
      expect(await kube(['cp', source, `server:${there}`])).toMatchObject({ code: 0, stderr: '' });
      expect(await kube(['cp', `server:${there}/${path.basename(source)}`, back as string])).toMatchObject({ code: 0 });
      expect(digest(await readFile(path.join(back as string, 'large')))).toBe(digest(bytes));
      expect(await readFile(path.join(back as string, 'deep', 'small'), 'utf8')).toBe('small');
    });

    it('attach -i: the output from now on, input, and the end with the end of the input', async () => {
      const attached = startProgram(kubectl.command, ['attach', '-i', 'reader'], envOf(kubectl));
      attached.write('hello\n');
      await attached.until((output) => output.includes('got hello'));
      attached.endInput();
      expect(await attached.exited).toBe(0);
    });

    describe('port-forward', () => {
      let forward: RunningProgram;
      const portOf = (port: number) =>
        forward.until((output) => new RegExp(`Forwarding from 127\\.0\\.0\\.1:(\\d+) -> ${port}\n`).exec(output)?.[1]);
      beforeAll(() => {
        const ports = [8080, 8081, 8083].map((port) => `:${port}`);
        forward = startProgram(kubectl.command, ['port-forward', 'pod/server', ...ports], envOf(kubectl));
      });
      afterAll(async () => {
        forward.child.kill();
        await forward.exited;
      });

      it('carries ten connections at once, 50 MB each way', async () => {
        const port = Number(await portOf(8080));
        await Promise.all(Array.from({ length: 10 }, () => expectEcho(port, 5 * 1000 * 1000)));
      });

      it('carries several ports', async () => {
        const greeted = connect({ host: '127.0.0.1', port: Number(await portOf(8081)) });
        expect((await readAll(greeted)).toString()).toBe('second');
      });

      // Before 1.32 kubectl itself stops reading its session when a connection leaves data behind: it did not reset the stream.
      it.runIf(kubectl.minor > 31)(
        'lives on when a client resets its connection half-way, in either direction',
        async () => {
          const port = Number(await portOf(8080));
          const socket = connect({ host: '127.0.0.1', port });
          socket.on('error', () => undefined);
          socket.write(randomBytes(8 * 1000 * 1000));
          await once(socket, 'data');
          socket.resetAndDestroy();
          await expectEcho(port, 1000 * 1000);
        },
      );

      // kubectl itself ends the session when it hears of an error.
      it('reports a refused port', async () => {
        const socket = connect({ host: '127.0.0.1', port: Number(await portOf(8083)) });
        socket.on('error', () => undefined).resume();
        socket.write('anybody?');
        await once(socket, 'close');
        await forward.until((output) =>
          /error forwarding port 8083 to pod server, uid .* connection refused/.test(output),
        );
      });
    });
  });
});

/** Sends random bytes and their end, and expects them back. */
async function expectEcho(port: number, bytes: number): Promise<void> {
  const sent = randomBytes(bytes);
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  socket.end(sent);
  const received = await readAll(socket);
  socket.destroy();
  expect({ length: received.length, digest: digest(received) }).toEqual({ length: sent.length, digest: digest(sent) });
}

async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function digest(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
