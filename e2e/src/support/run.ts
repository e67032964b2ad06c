import { type ChildProcess, spawn } from 'node:child_process';

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  readonly cwd?: string;
  /** What the program is told that it is called. */
  readonly argv0?: string;
  /** Milliseconds; a program that takes longer is killed, and its result says so. */
  readonly timeout?: number;
}

/** Runs a program to its end, whatever its exit code. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const { env = process.env, cwd, argv0 } = options;
    const child = spawn(command, args, { env, cwd, ...(argv0 !== undefined && { argv0 }), stdio: 'pipe' });
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeout ?? 60_000);
    const output = collect(child);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({
        code: code ?? -1,
        stdout: output.stdout,
        stderr: signal ? `${output.stderr}\n[${signal}]` : output.stderr,
      });
    });
    child.stdin?.end(options.input ?? '');
  });
}

/** As {@link run}; throws with everything the program printed when it fails. */
export async function succeed(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: exit code ${code}\n${stdout}${stderr}`);
  return stdout;
}

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  return output;
}
