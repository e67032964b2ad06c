import { type DaemonSet, fitsNodeAffinity, isTaintTolerated, type Node, untoleratedTaint } from '@sampan/api';
import { tolerationsOf } from './daemon-pod.js';

/** What a node is to a DaemonSet. */
export interface NodeFit {
  /** It is to have a Pod. */
  shouldRun: boolean;
  /** A Pod that is there may go on. */
  mayStay: boolean;
}

/**
 * Upstream's rule: a node that the template selects, and of which it tolerates all taints, is to have a Pod. Taints that
 * only keep Pods from being scheduled drive none away.
 */
export function fitOf({ spec: { template } }: DaemonSet, node: Node): NodeFit {
  const spec = { containers: [], ...template.spec };
  const { name } = node.metadata;
  const isMeant = (spec.nodeName ?? '') === '' || spec.nodeName === name;
  if (!isMeant || !fitsNodeAffinity(spec, node)) return { shouldRun: false, mayStay: false };
  const tolerations = tolerationsOf(spec);
  const taints = node.spec?.taints ?? [];
  return {
    shouldRun: untoleratedTaint(tolerations, taints) === undefined,
    mayStay: taints.every((taint) => taint.effect !== 'NoExecute' || isTaintTolerated(tolerations, taint)),
  };
}
