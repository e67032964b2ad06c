import { spawn } from 'node:child_process';
import { PassThrough, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { signalNumber } from '../../processes/signal-number.js';
import type { ExecProcess, ExecRequest, TerminalSize } from '../exec-process.js';
import { signalGroup, signalLiveGroup } from './process-group.js';

export interface ExecProgram {
  argv: readonly string[];
  env: Record<string, string>;
  workingDir: string;
}

/** Runs a program with the streams that were asked for: pipes, or a terminal. */
export async function execProcess(program: ExecProgram, request: ExecRequest): Promise<ExecProcess> {
  return request.tty ? inTerminal(program, request) : withPipes(program, request);
}

function withPipes({ argv, env, workingDir }: ExecProgram, request: ExecRequest): ExecProcess {
  const [file = '', ...args] = argv;
  const child = spawn(file, args, {
    cwd: workingDir,
    env,
    detached: true,
    stdio: [request.stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<{ exitCode: number }>((resolve) => {
    child.on('error', () => resolve({ exitCode: 126 }));
    // `exit`, not `close`: a background process that keeps the pipes open does not keep the command from ending.
    child.once('exit', (code, signal) => resolve({ exitCode: code ?? 128 + (signalNumber(signal ?? '') ?? 0) }));
  });
  child.stdin?.on('error', () => undefined);
  return {
    ...(child.stdin === null ? {} : { stdin: child.stdin }),
    stdout: child.stdout as NonNullable<typeof child.stdout>,
    stderr: child.stderr as NonNullable<typeof child.stderr>,
    exited,
    resize: () => undefined,
    kill: () => signalGroup(child.pid ?? 0, 'SIGKILL'),
  };
}

async function inTerminal({ argv, env, workingDir }: ExecProgram, request: ExecRequest): Promise<ExecProcess> {
  const { spawn: spawnTerminal } = await import('@lydell/node-pty');
  const [file = '', ...args] = argv;
  const terminal = spawnTerminal(file, args, {
    name: 'xterm-256color',
    cols: request.size?.columns || 80,
    rows: request.size?.rows || 24,
    cwd: workingDir,
    env: { TERM: 'xterm', ...env },
    encoding: null,
  });
  const stdout = new PassThrough();
  terminal.onData((data: string | Buffer) => {
    // A client that reads slowly slows the program, and memory stays bounded.
    if (stdout.write(data)) return;
    terminal.pause();
    stdout.once('drain', () => terminal.resume());
  });
  let hasEnded = false;
  const exited = new Promise<{ exitCode: number }>((resolve) => {
    terminal.onExit(({ exitCode, signal }) => {
      hasEnded = true;
      stdout.end();
      resolve({ exitCode: signal !== undefined && signal > 0 ? 128 + signal : exitCode });
    });
  });
  const text = new StringDecoder('utf8');
  const stdin = new Writable({
    write: (data: Buffer, _encoding, done) => {
      terminal.write(text.write(data));
      done();
    },
  });
  return {
    stdin,
    stdout,
    exited,
    resize: ({ columns, rows }: TerminalSize) => {
      // A terminal whose program has ended is closed, and has no size.
      if (columns > 0 && rows > 0 && !hasEnded) terminal.resize(columns, rows);
    },
    kill: () => signalLiveGroup(terminal.pid, 'SIGKILL'),
  };
}
