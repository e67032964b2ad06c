import { parseDuration } from '@sampan/api';
import { UsageError } from './usage-error.js';

/** Lists may be repeated, and have commas. */
export function listOf(values: readonly string[] = []): string[] {
  return values.flatMap((value) => value.split(',')).filter((name) => name !== '');
}

export function booleanOf(name: string, text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new UsageError(`--${name} ${text}: must be true or false`);
  return text === 'true';
}

/** Milliseconds; of `15s`, `1m30s`. */
export function durationOf(name: string, text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new UsageError(`--${name} ${text}: ${(error as Error).message}`);
  }
}

export function countOf(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`--${name} ${text}: must be a number, 0 or above`);
  return Number(text);
}

export function limitOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`--${name} ${text}: must be a number above 0`);
  return Number(text);
}

/** The version of the reviews that a webhook is sent. */
export function reviewVersionOf(name: string, version = 'v1beta1'): 'v1' | 'v1beta1' {
  if (version !== 'v1' && version !== 'v1beta1') throw new UsageError(`--${name} ${version}: must be v1 or v1beta1`);
  return version;
}
