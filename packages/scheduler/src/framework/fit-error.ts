/** Why no node takes a Pod. */
export interface FitError {
  readonly nodeCount: number;
  /** How often each reason was given. */
  readonly reasons: ReadonlyMap<string, number>;
  /** What keeps it from all of them alike. */
  readonly refusal?: string;
  /** Why nothing can be done about it. */
  readonly afterwards?: string;
}

/**
 * `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable. preemption: …`, as kube-scheduler writes it.
 */
export function fitErrorMessage({ nodeCount, reasons, refusal, afterwards }: FitError): string {
  if (nodeCount === 0) return 'no nodes available to schedule pods';
  const counted = [...reasons].map(([reason, count]) => `${count} ${reason}`).sort();
  const why = refusal ?? counted.join(', ');
  return `0/${nodeCount} nodes are available:${why === '' ? '' : ` ${why}.`}${afterwards ? ` ${afterwards}` : ''}`;
}

/** How often each reason was given, with one more for each of the `others`. */
export function countReasons(
  refusals: Iterable<{ readonly reasons: readonly string[] }>,
  others?: { readonly count: number; readonly reasons: readonly string[] },
): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (reason: string, count: number) => counts.set(reason, (counts.get(reason) ?? 0) + count);
  for (const { reasons } of refusals) for (const reason of reasons) add(reason, 1);
  if (others !== undefined && others.count > 0) for (const reason of others.reasons) add(reason, others.count);
  return counts;
}
