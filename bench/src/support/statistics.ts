/** The value below which a share of the samples lies: 0.5 is the median. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** A line of a report: what, and the number with its unit. */
export function line(what: string, value: number, unit: string, digits = 0): void {
  process.stdout.write(`${what.padEnd(56)} ${value.toFixed(digits).padStart(10)} ${unit}\n`);
}
