import { readFile } from 'node:fs/promises';
import { systemErrorWords } from '@sampan/api';
import { UsageError } from './usage-error.js';

/** The text of the file that a flag names. Rejects with UsageError where it cannot be read. */
export async function readNamedFile(flag: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--${flag} ${file}: ${systemErrorWords(error) ?? 'it cannot be read'}`);
  }
}

/** The same where the flag is given. */
export async function readIfNamed(flag: string, file: string | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : readNamedFile(flag, file);
}
