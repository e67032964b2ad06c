/** Why a Pod cannot go to a node, in upstream's words. */
export interface Refusal {
  /** Several reasons count one by one. */
  readonly reasons: readonly string[];
  /** The node stays impossible whoever leaves it: preemption is of no use. */
  readonly unresolvable: boolean;
}

/** A refusal that could end when other Pods leave the node: upstream's `Unschedulable`. */
export function refused(...reasons: string[]): Refusal {
  return { reasons, unresolvable: false };
}

/** A refusal that stays whoever leaves the node: upstream's `UnschedulableAndUnresolvable`. */
export function unresolvable(...reasons: string[]): Refusal {
  return { reasons, unresolvable: true };
}
