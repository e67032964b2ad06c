/** Why no node takes a Pod: how often each reason was given. */
export interface FitError {
  readonly nodeCount: number;
  readonly reasons: ReadonlyMap<string, number>;
  /** What keeps it from all of them alike. */
  readonly refusal?: string;
}

/** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.`, as kube-scheduler writes it. */
export function fitErrorMessage({ nodeCount, reasons, refusal }: FitError): string {
  if (nodeCount === 0) return 'no nodes available to schedule pods';
  if (refusal !== undefined) return `0/${nodeCount} nodes are available: ${refusal}.`;
  const counted = [...reasons].map(([reason, count]) => `${count} ${reason}`).sort();
  return `0/${nodeCount} nodes are available: ${counted.join(', ')}.`;
}
