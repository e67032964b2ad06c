import { root } from './commands/index.js';
import { type Io, streamOutput } from './framework/io.js';
import { runCommand } from './framework/run.js';

/** Runs kubectl in this process; what is not given is the process's own. Answers the exit code. */
export async function runKubectl(argv: readonly string[], io: Partial<Io> = {}): Promise<number> {
  return await runCommand(root, argv, {
    stdout: io.stdout ?? streamOutput(process.stdout),
    stderr: io.stderr ?? streamOutput(process.stderr),
    stdin: io.stdin ?? process.stdin,
    env: io.env ?? process.env,
    cwd: io.cwd ?? process.cwd(),
    ...(io.signal !== undefined && { signal: io.signal }),
  });
}
