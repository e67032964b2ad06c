import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { StartError } from '../start-error.js';

/** The absolute path of a program, looked up as `execvp` does; a {@link StartError} in a container runtime's words. */
export async function findProgram(
  program: string,
  { path, workingDir }: { path: string | undefined; workingDir: string },
): Promise<string> {
  if (program.includes('/')) {
    const file = isAbsolute(program) ? program : resolve(workingDir, program);
    const problem = await whyNotExecutable(file);
    if (problem === undefined) return file;
    throw startError(`exec: "${program}": stat ${program}: ${problem}`);
  }
  for (const folder of (path ?? '').split(delimiter)) {
    const file = join(folder === '' ? workingDir : folder, program);
    if ((await whyNotExecutable(file)) === undefined) return file;
  }
  throw startError(`exec: "${program}": executable file not found in $PATH`);
}

async function whyNotExecutable(file: string): Promise<string | undefined> {
  try {
    if ((await stat(file)).isDirectory()) return 'is a directory';
    await access(file, constants.X_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'permission denied' : 'no such file or directory';
  }
}

function startError(detail: string): StartError {
  return new StartError(`failed to create task for container: unable to start container process: ${detail}: unknown`);
}
