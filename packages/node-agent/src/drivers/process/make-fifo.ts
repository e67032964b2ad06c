import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Node itself cannot make one. */
export async function makeFifo(file: string): Promise<void> {
  await run('mkfifo', ['-m', '600', file]);
}
