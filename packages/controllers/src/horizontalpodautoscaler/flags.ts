import { DurationError, parseDuration } from '@sampan/api';
import type { AutoscalerSettings } from './settings.js';

const prefix = 'horizontal-pod-autoscaler';

/** kube-controller-manager's flags for autoscalers, as `parseArgs` takes them. */
export const autoscalingFlags = {
  [`${prefix}-sync-period`]: { type: 'string' },
  [`${prefix}-downscale-stabilization`]: { type: 'string' },
  [`${prefix}-tolerance`]: { type: 'string' },
  [`${prefix}-cpu-initialization-period`]: { type: 'string' },
  [`${prefix}-initial-readiness-delay`]: { type: 'string' },
} as const;

/** What was given on the command line. Throws for what is neither a duration nor a number. */
export function autoscalingSettings(values: Readonly<Record<string, unknown>>): Partial<AutoscalerSettings> {
  const given: Partial<Record<keyof AutoscalerSettings, number | undefined>> = {
    syncPeriod: read(values, 'sync-period', parseDuration),
    downscaleStabilization: read(values, 'downscale-stabilization', parseDuration),
    tolerance: read(values, 'tolerance', parseNumber),
    cpuInitializationPeriod: read(values, 'cpu-initialization-period', parseDuration),
    initialReadinessDelay: read(values, 'initial-readiness-delay', parseDuration),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function read(
  values: Readonly<Record<string, unknown>>,
  name: string,
  parse: (text: string) => number,
): number | undefined {
  const text = values[`${prefix}-${name}`];
  if (typeof text !== 'string') return undefined;
  try {
    return parse(text);
  } catch (error) {
    const cause = error instanceof DurationError ? error.message : String(error);
    throw new Error(`--${prefix}-${name} ${text}: ${cause}`, { cause: error });
  }
}

function parseNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !(number >= 0)) throw new DurationError('must be a number that is not negative');
  return number;
}
