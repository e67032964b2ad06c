/** What a single probe found out. */
export interface ProbeResult {
  ok: boolean;
  /** What went wrong, in the kubelet's words. */
  output: string;
}

/** How many probes in a row had the same result. */
export interface ProbeCount {
  ok: boolean;
  times: number;
}

export function countProbe(count: ProbeCount | undefined, ok: boolean): ProbeCount {
  return { ok, times: count?.ok === ok ? count.times + 1 : 1 };
}

/** Whether the results so far decide something: enough successes or enough failures in a row. */
export function verdictOf(
  { ok, times }: ProbeCount,
  { successThreshold = 1, failureThreshold = 3 }: { successThreshold?: number; failureThreshold?: number },
): 'success' | 'failure' | 'undecided' {
  if (ok) return times >= successThreshold ? 'success' : 'undecided';
  return times >= failureThreshold ? 'failure' : 'undecided';
}
