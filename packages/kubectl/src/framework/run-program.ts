import { spawn } from 'node:child_process';

/**
 * Runs a program of this machine in the terminal of the user, with the whole environment; answers its exit code.
 * Plugins, editors and diff programs are all started here and nowhere else.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string | undefined>> },
): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit', cwd, env: env as NodeJS.ProcessEnv });
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal === null ? (code ?? 1) : 1));
  });
}
