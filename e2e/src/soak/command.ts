import { readCommandLine, UsageError } from '../../../packages/client/dist/index.js';

/** What every soak is told: for how long, and by which random numbers. */
export interface SoakOptions {
  readonly seed: number;
  /** Milliseconds. */
  readonly duration: number;
  log(line: string): void;
}

/** How a soak ended: what it did, and everything that should not have happened. */
export interface SoakReport {
  readonly summary: string;
  readonly violations: readonly string[];
}

/** Runs a soak as a program: `--seed N` (random without it) and `--duration 90s` (`10m`, `2h`). */
export async function soakCommand(name: string, soak: (options: SoakOptions) => Promise<SoakReport>): Promise<void> {
  const { values } = readCommandLine({
    usage: usageOf(name),
    options: { seed: { type: 'string' }, duration: { type: 'string', default: '60s' } },
  });
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : wholeNumber('seed', values.seed);
  const duration = milliseconds(values.duration);
  await reportAndExit(name, `--seed ${seed} --duration ${values.duration}`, (log) => soak({ seed, duration, log }));
}

/** Prints what a soak says; the program fails where anything went wrong. */
export async function reportAndExit(
  name: string,
  flags: string,
  soak: (log: (line: string) => void) => Promise<SoakReport>,
): Promise<void> {
  const log = (line: string) => process.stdout.write(`${line}\n`);
  log(`${name}: ${flags}`);
  const { summary, violations } = await soak(log);
  for (const violation of violations) log(`  ✗ ${violation}`);
  log(`${name}: ${summary}; ${violations.length === 0 ? 'nothing went wrong' : `${violations.length} violations`}`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}

/** A count that a flag says. Throws a UsageError. */
export function wholeNumber(flag: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`--${flag} ${text}: must be a whole number`);
  return Number(text);
}

function usageOf(name: string): string {
  return `
Usage: node e2e/dist/soak/${name}.js [flags]

  --seed N          the random numbers that it goes by (others each time)
  --duration TIME   how long it runs: 90s, 10m, 2h (60s)
`;
}

function milliseconds(text: string): number {
  const [, amount, unit = ''] = /^(\d+)(s|m|h)$/.exec(text) ?? [];
  const factor = { s: 1000, m: 60_000, h: 3_600_000 }[unit];
  if (amount === undefined || factor === undefined)
    throw new UsageError(`--duration ${text}: must be like 90s, 10m or 2h`);
  return Number(amount) * factor;
}
