import { errorWords } from './error-words.js';
import { CommandError } from './errors.js';

/** How a command writes: for good, or as a trial of the server, or not at all. */
export type DryRun = 'none' | 'client' | 'server';

/** The value of `--dry-run`, whose older forms still work, with a warning. */
export function parseDryRun(text: string, warn: (line: string) => void): DryRun {
  switch (text) {
    case 'none':
    case 'client':
    case 'server':
      return text;
    case 'unchanged':
    case 'true':
      warn('Warning: --dry-run is deprecated and can be replaced with --dry-run=client.');
      return 'client';
    case 'false':
      warn('Warning: --dry-run=false is deprecated and can be replaced with --dry-run=none.');
      return 'none';
    default:
      throw new CommandError(`Invalid dry-run value (${text}). Must be "none", "server", or "client".`);
  }
}

/** What a message about a write ends with. */
export function dryRunSuffix(dryRun: DryRun): string {
  return { none: '', client: ' (dry run)', server: ' (server dry run)' }[dryRun];
}

/** The value of `--validate` as the server's `fieldValidation`. */
export function parseValidation(text: string): 'Strict' | 'Warn' | 'Ignore' {
  switch (text.toLowerCase()) {
    case 'strict':
    case 'true':
    case 't':
    case '1':
      return 'Strict';
    case 'warn':
      return 'Warn';
    case 'ignore':
    case 'false':
    case 'f':
    case '0':
      return 'Ignore';
    default:
      throw new CommandError(
        `invalid - validate option ${JSON.stringify(text)}; must be one of: strict (or true), warn, ignore (or false)`,
      );
  }
}

/** The value of `--cascade` as the server's `propagationPolicy`. */
export function parseCascade(text: string, warn: (line: string) => void): 'Background' | 'Foreground' | 'Orphan' {
  switch (text) {
    case 'background':
      return 'Background';
    case 'foreground':
      return 'Foreground';
    case 'orphan':
      return 'Orphan';
    case 'true':
      warn('Warning: --cascade=true is deprecated (boolean value) and can be replaced with --cascade=background.');
      return 'Background';
    case 'false':
      warn('Warning: --cascade=false is deprecated (boolean value) and can be replaced with --cascade=orphan.');
      return 'Orphan';
    default:
      throw new CommandError(`invalid cascade value (${text}). Must be "background", "foreground", or "orphan"`);
  }
}

/** `error` with what was being done to which file in front of its message, as kubectl words it. */
export function withSource(error: unknown, verb: string, source: string): unknown {
  if (source === '' || !(error instanceof Error)) return error;
  const message = `error when ${verb} ${JSON.stringify(source)}: ${errorWords(error)}`;
  if ('status' in error && typeof error.status === 'object') {
    return Object.assign(new Error(message), { status: { ...error.status, message } });
  }
  return new CommandError(message);
}
