import { parseDuration } from '@sampan/api';
import { CommandError } from './errors.js';
import type { GlobalFlags } from './global-flags.js';

/** Milliseconds of `--request-timeout`: whole seconds, or a Go duration; 0 is no limit. */
export function requestTimeout({ requestTimeout: text }: GlobalFlags): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  try {
    return parseDuration(text);
  } catch {
    throw new CommandError(
      'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
    );
  }
}
