import type { Status } from '@sampan/api';
import { errorWords } from './error-words.js';
import { AggregateFailure, BareUsageError, CommandError, PlainError, UnknownSubcommand, UsageError } from './errors.js';
import type { Output } from './io.js';
import { NoTypeMatch } from './no-match.js';

/** Prints `error` in kubectl's words and answers the exit code. */
export function reportError(error: unknown, { stderr, commandPath }: { stderr: Output; commandPath: string }): number {
  const text = errorText(error, commandPath);
  if (text !== '') stderr.write(text.endsWith('\n') ? text : `${text}\n`);
  return error instanceof CommandError ? error.exitCode : 1;
}

function errorText(error: unknown, commandPath: string): string {
  if (error instanceof AggregateFailure) return error.failures.map((one) => `${singleText(one)}\n`).join('');
  if (error instanceof PlainError) return error.message;
  if (error instanceof BareUsageError) return `error: ${error.message}`;
  if (error instanceof UnknownSubcommand) {
    return `error: ${error.message}\nSee '${commandPath} -h' for help and examples`;
  }
  if (error instanceof UsageError) return `error: ${error.message}\nSee '${commandPath} --help' for usage.`;
  if (error instanceof CommandError && error.message === '') return '';
  const status = statusOf(error);
  if (status?.reason === 'Invalid') return invalidText(status);
  return prefixed(singleText(error));
}

/** The text of one failure among several, or of one alone before it gets its `error: `. */
export function singleText(error: unknown): string {
  const status = statusOf(error);
  if (status !== undefined) return statusText(status);
  if (error instanceof NoTypeMatch) return error.message;
  return connectionText(error) ?? errorWords(error);
}

function prefixed(text: string): string {
  return /^(error: |Error from server|The connection to|Unable to connect|Error in configuration: )/.test(text)
    ? text
    : `error: ${text}`;
}

/** The Status that a server's answer carried. */
export function statusOf(error: unknown): Status | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error as { status: unknown };
  return typeof status === 'object' && status !== null ? (status as Status) : undefined;
}

function statusText({ reason, message = '' }: Status): string {
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${message})`;
  return reason === undefined || reason === ''
    ? `Error from server: ${message}`
    : `Error from server (${reason}): ${message}`;
}

/** What is wrong with each field, once. */
function invalidText({ message, details }: Status): string {
  if (details === undefined) return `The request is invalid: ${message ?? ''}`;
  const hasName = (details.kind ?? '') !== '' || (details.name ?? '') !== '';
  const subject = hasName
    ? `The ${details.kind ?? ''} "${details.name ?? ''}" is invalid`
    : `The request is invalid${message && !details.causes?.length ? `: ${message}` : ''}`;
  const causes = [...new Set((details.causes ?? []).map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`))];
  if (causes.length === 0) return subject;
  if (causes.length === 1) return `${subject}: ${causes[0]}`;
  return `${subject}: \n${causes.map((cause) => `* ${cause}\n`).join('')}`;
}

/** The text for a server that cannot be reached; undefined for errors of any other kind. */
function connectionText(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'ConnectionError') return undefined;
  const { code, url, detail } = error as Error & { code: string; url: string; detail: string };
  return code === 'ECONNREFUSED'
    ? `The connection to the server ${new URL(url).host} was refused - did you specify the right host or port?`
    : `Unable to connect to the server: ${detail}`;
}
